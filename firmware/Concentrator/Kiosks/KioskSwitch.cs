using Wattline.Firmware.Cabinet;
using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Kiosks;

/// <summary>A contact of the kiosk: its door, its cash box. A level counts when it has stood still.</summary>
internal sealed class KioskSwitch
{
    private readonly IDoorSwitch _contact;
    private bool _level;
    private long _levelSince;
    private long _lookAt;

    public KioskSwitch(IDoorSwitch contact) => _contact = contact;

    /// <summary>When to look next.</summary>
    public long NextWake => _contact == null ? long.MaxValue : _lookAt;

    /// <summary>Looks at the contact.</summary>
    /// <param name="journalled">The level that the journal has.</param>
    /// <param name="now">Milliseconds since this start of the device.</param>
    /// <returns>True when the level is another than the journalled one, and stands still.</returns>
    public bool HasEdge(bool journalled, long now)
    {
        if (_contact == null || now < _lookAt)
        {
            return false;
        }
        _lookAt = now + CabinetLimits.LookMs;
        var level = _contact.IsOpen;
        if (level != _level)
        {
            _level = level;
            _levelSince = now;
        }
        return _level != journalled && now - _levelSince >= CabinetLimits.DebounceMs;
    }
}
