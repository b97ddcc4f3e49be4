namespace Wattline.Firmware.Kiosks;

/// <summary>
/// Nothing moves: a device's own counter of pieces taken tells what became of a note whose end was not heard, and of
/// money that was not heard of at all. A device that counts nothing leaves suspense.
/// </summary>
public sealed class CounterCheck
{
    private readonly int _device;
    private readonly KioskLedger _ledger;
    private readonly long _wrap;
    private bool _told;

    /// <param name="device">Its number in records.</param>
    /// <param name="ledger">Where the fates are written down.</param>
    /// <param name="wrap">The counter goes back to 0 when it reaches this.</param>
    public CounterCheck(int device, KioskLedger ledger, long wrap)
    {
        _device = device;
        _ledger = ledger;
        _wrap = wrap;
    }

    /// <summary>Times that the counter stood where no history of ours leads: another device, or reset.</summary>
    public int Jumps { get; private set; }

    /// <summary>How far the counter is ahead of the journal; negative when it is behind.</summary>
    public long Ahead(long counter)
    {
        var ahead = (counter - _ledger.Memory.Of(_device).Stacked) % _wrap;
        return ahead > _wrap / 2 ? ahead - _wrap : ahead < -_wrap / 2 ? ahead + _wrap : ahead;
    }

    /// <summary>Settles everything.</summary>
    /// <param name="counter">The device's counter, or -1.</param>
    /// <param name="rejected">Its counter of pieces given back, or -1.</param>
    /// <param name="isRecovering">True after any time that the device was not watched.</param>
    /// <param name="fate">What a note becomes that no counter tells of.</param>
    /// <param name="reason">Why what the counter shows beyond the journal is in suspense.</param>
    /// <param name="currency">Of the device, or null.</param>
    /// <param name="now">Milliseconds since this start.</param>
    /// <returns>False when the journal refused: to be done again.</returns>
    public bool Settle(long counter, long rejected, bool isRecovering, int fate, string reason, string currency, long now)
    {
        var memory = _ledger.Memory.Of(_device);
        var known = counter >= 0 && memory.Stacked >= 0;
        var ahead = known ? Ahead(counter) : 0;
        var jumped = known && (ahead > KioskLimits.UncountedNotesMax || (ahead < 0 && isRecovering));
        if (memory.HasPending)
        {
            fate = !known || jumped ? fate : ahead > 0 ? MoneyType.Credited : MoneyType.Returned;
            if (!_ledger.Settle(_device, fate, counter, fate == MoneyType.Suspense ? SuspenseReason.Fate : null, now))
            {
                return false;
            }
        }
        if (jumped)
        {
            if (!_ledger.Counters(_device, counter, rejected, memory.Stacked, now))
            {
                return false;
            }
            Jumps++;
            _ledger.SetStacked(_device, counter);
        }
        while (known && Ahead(counter) > 0)
        {
            if (!_ledger.Suspense(_device, null, 0, 0, currency, counter, reason, now))
            {
                return false;
            }
        }
        if (memory.Stacked < 0 && counter >= 0)
        {
            _ledger.SetStacked(_device, counter);
        }
        if (!_told && counter >= 0)
        {
            if (!_ledger.Counters(_device, counter, rejected, memory.Stacked, now))
            {
                return false;
            }
            _told = true;
        }
        return _ledger.Flush(now);
    }
}
