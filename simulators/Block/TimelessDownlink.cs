using Wattline.Firmware.Uplink;

namespace Wattline.Simulators.Block;

/// <summary>What comes down to a concentrator, without the time while nobody knows it.</summary>
internal sealed class TimelessDownlink(IDownlink down, Func<bool> isTimeless) : IDownlink
{
    public void OnPlan(byte[] payload, int offset, int count) => down.OnPlan(payload, offset, count);

    public void OnTime(long unixMilliseconds)
    {
        if (!isTimeless())
            down.OnTime(unixMilliseconds);
    }

    public void OnCommand(byte[] payload, int offset, int count) => down.OnCommand(payload, offset, count);

    public bool OnRenew() => down.OnRenew();
}
