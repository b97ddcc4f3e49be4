using Wattline.Firmware.Ports;

namespace Wattline.Firmware;

/// <summary>
/// The battery-backed clock, held against the uptime: while the device runs, time does not jump. A clock that does is set right
/// by the uptime, and that is told.
/// </summary>
public sealed class SteadyClock : IWallClock
{
    /// <summary>Milliseconds by which the clock may be beside the uptime between two steps: more is a jump, less its own, better rate.</summary>
    private const long JumpMin = 5000;

    /// <summary>Milliseconds until a clock that does not keep what it is set to is set again.</summary>
    private const long SetEvery = 60000;

    private readonly IWallClock _clock;
    private bool _isKnown;
    private bool _isTrusted;
    private bool _isSet;
    private bool _isDoubted;
    private long _beforeSet;
    private long _now;
    private long _offset;
    private long _setAt;

    /// <param name="clock">The clock.</param>
    public SteadyClock(IWallClock clock)
    {
        _clock = clock;
        _isKnown = clock.IsValid;
        _isTrusted = _isKnown;
    }

    /// <inheritdoc/>
    public bool IsValid => (_isKnown || _isSet) && !_isDoubted && _clock.IsValid;

    /// <inheritdoc/>
    public long UnixMilliseconds => _isTrusted || _isSet ? _clock.UnixMilliseconds : _now + _offset;

    /// <summary>True when the time was set or jumped, and that is to be told.</summary>
    public bool HasChanged { get; private set; }

    /// <summary>What it was before, Unix milliseconds; −1 when it was not known.</summary>
    public long Before { get; private set; }

    /// <summary>What it became; −1 when it was lost.</summary>
    public long After { get; private set; }

    /// <summary>When, uptime milliseconds.</summary>
    public long ChangedAt { get; private set; }

    /// <summary>Jumps of the clock itself, since the start.</summary>
    public int Jumps { get; private set; }

    /// <summary>Begins with the uptime of a start.</summary>
    public void Start(long now)
    {
        _isKnown = _clock.IsValid;
        _isTrusted = _isKnown;
        _now = now;
        _offset = _clock.UnixMilliseconds - now;
    }

    /// <summary>
    /// Right after a start: the clock shows a time at which the device has been already. It went wrong while the device was off, and
    /// counts as not known until it is set.
    /// </summary>
    public void Doubt()
    {
        _isKnown = false;
        _isTrusted = false;
        _isDoubted = true;
    }

    /// <summary>Looks at the clock.</summary>
    public void Step(long now)
    {
        _now = now;
        if (_isDoubted)
        {
            return;
        }

        if (!_clock.IsValid)
        {
            if (_isKnown && !_isSet)
            {
                Change(now + _offset, -1);
            }

            _isKnown = false;
            _isSet = false;
            return;
        }

        var off = _clock.UnixMilliseconds - now - _offset;
        if (!_isKnown || _isSet)
        {
            Change(_isSet ? _beforeSet : -1, _clock.UnixMilliseconds);
            _isSet = false;
            _isKnown = true;
            _isTrusted = true;
            _offset += off;
        }
        else if (off is < JumpMin and > -JumpMin)
        {
            _isTrusted = true;
            _offset += off;
        }
        else if (_isTrusted || now - _setAt >= SetEvery)
        {
            if (_isTrusted)
            {
                Jumps++;
                Change(_clock.UnixMilliseconds, now + _offset);
            }

            _isTrusted = false;
            _setAt = now;
            _clock.Set(now + _offset);
        }
    }

    /// <inheritdoc/>
    public void Set(long unixMilliseconds)
    {
        // The uptime of this moment is only known at the next step.
        _beforeSet = IsValid ? UnixMilliseconds : -1;
        _isDoubted = false;
        _clock.Set(unixMilliseconds);
        _isSet = true;
    }

    /// <summary>The change was told.</summary>
    public void Told() => HasChanged = false;

    private void Change(long before, long after)
    {
        // What was not told yet: when it was not known at first, that is what counts.
        Before = HasChanged && Before < 0 ? -1 : before;
        After = after;
        ChangedAt = _now;
        HasChanged = true;
    }
}
