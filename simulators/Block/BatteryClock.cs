using Wattline.Firmware.Ports;
using Wattline.Simulators.Physics;

namespace Wattline.Simulators.Block;

/// <summary>A concentrator's battery-backed clock on simulated time; it runs true and survives power cuts.</summary>
/// <param name="clock">Simulated time.</param>
/// <param name="canBeSet">
/// False where the way down is faster or slower than the simulated clock: in the lab a time message takes real
/// milliseconds, which at a high speed are minutes.
/// </param>
internal sealed class BatteryClock(VirtualClock clock, bool canBeSet) : IWallClock
{
    private long _offset;

    /// <inheritdoc />
    public bool IsValid => true;

    /// <inheritdoc />
    public long UnixMilliseconds => TrueUnixMilliseconds + _offset;

    private long TrueUnixMilliseconds => VirtualClock.Start.ToUnixTimeMilliseconds() + clock.NowMicros / 1000;

    /// <inheritdoc />
    public void Set(long unixMilliseconds)
    {
        if (canBeSet)
            _offset = unixMilliseconds - TrueUnixMilliseconds;
    }
}
