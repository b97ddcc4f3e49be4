namespace Wattline.Firmware.Lines;

internal sealed partial class SlotMachine
{
    // The end of the last window, on the uptime's scale: windows that follow each other keep their distance.
    private long _windowEnd = long.MinValue;

    // The device has run without the time since a slot was closed, in this start or, as the flash says, in one before it: what it was off
    // meanwhile it cannot tell from that.
    private bool _timeless;
    private bool _wasTimeless;

    /// <summary>Opens a window while the time is not known.</summary>
    private void OpenUndated(long now)
    {
        if (!_timeless && _closedUntil >= 0)
        {
            _timeless = true;
            KeepState();
            Settle(now);
        }

        var every = _table.Plan.Every * 1000L;
        var began = _windowEnd > now - every && _windowEnd <= now ? _windowEnd : now;
        _windowEnd = began + every;
        _table.Begin(SlotTable.Undated, began);
        IsOpen = true;
        for (var i = 0; i < _lines.Length; i++)
        {
            _lines[i].BeginSlot(now);
        }

        NextWake = _windowEnd > now ? _windowEnd : now;
    }
}
