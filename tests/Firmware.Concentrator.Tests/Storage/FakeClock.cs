using Wattline.Firmware.Ports;

namespace Wattline.Tests.Firmware.Concentrator.Storage;

internal sealed class FakeClock : IWallClock
{
    public bool IsValid { get; set; }

    public long UnixMilliseconds { get; private set; }

    public void Set(long unixMilliseconds)
    {
        UnixMilliseconds = unixMilliseconds;
        IsValid = true;
    }
}
