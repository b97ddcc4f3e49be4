using Wattline.Firmware.Storage;

namespace Wattline.Firmware;

/// <summary>Tells once a day for how many days the journal lasts when nobody takes anything from it.</summary>
public sealed class JournalWatch : IMachine
{
    /// <summary>Milliseconds from the start to the first word: some slots of the plan.</summary>
    public const long First = 3600000;

    /// <summary>Milliseconds between two.</summary>
    public const long Every = 86400000;

    private const long Retry = 60000;

    /// <summary>A journal into which nothing is written lasts for ever; that is said so.</summary>
    private const long DaysMax = 9999;

    private readonly IJournalSpace _space;
    private readonly IJournal _journal;
    private readonly EventWriter _events;
    private long _writtenAt;
    private long _sinceAt;
    private long _count;

    public JournalWatch(IJournalSpace space, IJournal journal, EventWriter events, long now)
    {
        _space = space;
        _journal = journal;
        _events = events;
        _writtenAt = space.Written;
        _sinceAt = now;
        NextWake = now + First;
    }

    /// <inheritdoc/>
    public long NextWake { get; private set; }

    /// <inheritdoc/>
    public void Step(long now)
    {
        if (now < NextWake)
        {
            return;
        }

        // :: [days, bytes a day, overwritten, money refused]
        var written = _space.Written;
        var ofDay = (written - _writtenAt) * Every / (now - _sinceAt);
        var detail = _events.Begin("journal", _count + 1, 4);
        detail.WriteUInt((ulong)(ofDay == 0 ? DaysMax : Least(_space.Capacity / ofDay)));
        detail.WriteUInt((ulong)ofDay);
        detail.WriteUInt((ulong)_space.Overwritten);
        detail.WriteUInt((ulong)_space.MoneyRefused);
        if (!_events.AppendAlways(now) || !_journal.Commit())
        {
            NextWake = now + Retry;
            return;
        }

        _count++;
        _writtenAt = written;
        _sinceAt = now;
        NextWake = now + Every;
    }

    private static long Least(long days) => days < DaysMax ? days : DaysMax;
}
