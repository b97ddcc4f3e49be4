using Wattline.Firmware.Ports;

namespace Wattline.Tests.World.Kiosks;

/// <summary>A clock whose battery is dead: money needs no date.</summary>
internal sealed class SweepClock : IWallClock
{
    public bool IsValid => false;

    public long UnixMilliseconds => 0;

    public void Set(long unixMilliseconds)
    {
        // Nobody sets it here.
    }
}
