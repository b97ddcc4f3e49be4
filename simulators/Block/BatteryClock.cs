using Wattline.Firmware.Ports;
using Wattline.Simulators.Physics;

namespace Wattline.Simulators.Block;

/// <summary>A concentrator's battery-backed clock on simulated time; it runs true and survives power cuts.</summary>
/// <param name="clock">Simulated time.</param>
/// <param name="canBeSet">
/// False where the way down is faster or slower than the simulated clock: in the lab a time message takes real
/// milliseconds, which at a high speed are minutes. What brings it nearer to the truth is taken all the same.
/// </param>
internal sealed class BatteryClock(VirtualClock clock, bool canBeSet) : IWallClock
{
    private long _offset;
    private bool _isLost;
    private bool _isValid = true;

    /// <inheritdoc />
    public bool IsValid => _isValid && !_isLost;

    /// <summary>True while it has no time and takes none; afterwards it waits to be set.</summary>
    public bool IsLost
    {
        get => _isLost;
        set
        {
            _isLost = value;
            _isValid = false;
        }
    }

    /// <inheritdoc />
    public long UnixMilliseconds => TrueUnixMilliseconds + _offset;

    private long TrueUnixMilliseconds => VirtualClock.Start.ToUnixTimeMilliseconds() + clock.NowMicros / 1000;

    /// <inheritdoc />
    public void Set(long unixMilliseconds)
    {
        var offset = unixMilliseconds - TrueUnixMilliseconds;
        if (_isLost || (!canBeSet && Math.Abs(offset) >= Math.Abs(_offset)))
            return;
        _offset = offset;
        _isValid = true;
    }

    /// <summary>Shows another time from now on, by itself.</summary>
    public void Jump(long milliseconds) => _offset += milliseconds;
}
