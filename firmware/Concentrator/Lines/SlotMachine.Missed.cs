namespace Wattline.Firmware.Lines;

internal sealed partial class SlotMachine
{
    private long _halfExplained = -1;

    /// <summary>Explains slots whose windows passed, a few in one step; the very old ones of a long outage as one event.</summary>
    private bool ExplainMissed(long next, long current, long every, long now)
    {
        // :: What the journal has entries of is completed first, whatever its age.
        var slots = next <= _scan.NewestSlot ? 1 : LineLimits.ExplainedSlotsPerStep;
        if (slots > 1 && (current - next) / every > LineLimits.ExplainedSlotsMax)
        {
            var first = current - (LineLimits.ExplainedSlotsMax * every);
            Open(next, now);
            var detail = _events.Begin("outage", next, 3);
            detail.WriteUInt((ulong)next);
            detail.WriteUInt((ulong)(first - every));
            detail.WriteUInt((ulong)NotAsked());
            if (!_events.Append(now))
            {
                return false;
            }

            _closedUntil = first;
            KeepState();
            next = first;
        }

        for (var i = 0; i < slots && next < current; i++, next += every)
        {
            if (_halfExplained != next)
            {
                Open(next, now);
                _scan.Mark(_table);
                _halfExplained = next; // Should the flash refuse, what it took is not written again.
            }

            if (!EnterAll(now))
            {
                return false;
            }

            _halfExplained = -1;
        }

        return _writer.Commit(now);
    }
}
