using Wattline.Gateway.Journal;

namespace Wattline.Gateway.Runtime.Replays;

/// <summary>The search in one stream of the journal: where it stands, and for whom. Stepped; one thread at a time.</summary>
internal sealed class ReplayLane(IReplayJournal journal, JournalStream stream) : IDisposable
{
    private readonly ReplayIndex _index = new(journal, stream);
    private List<ReplaySearch> _active = [];
    private JournalReader? _reader;
    private bool _isIndexed;
    private bool _isHeld;
    private int _block;
    private long _next;

    /// <summary>Whether there is something to look for.</summary>
    public bool IsBusy => _active.Count > 0;

    /// <summary>Whether all is looked through: to be ended.</summary>
    public bool IsDone { get; private set; }

    private bool IsTooDeep => journal.DurableLsn - journal.LowWater(stream) > RuntimeLimits.ReplayDepthMax;

    /// <summary>Adds one before the first step.</summary>
    public void Begin(ReplaySearch search)
    {
        _active.Add(search);
        (_isIndexed, _isHeld) = (false, false);
    }

    /// <summary>Gives those who were looked for, and is free for others.</summary>
    public IReadOnlyList<ReplaySearch> End()
    {
        var done = _active;
        (_active, IsDone) = ([], false);
        return done;
    }

    /// <summary>Does a little. False: nothing can be done now.</summary>
    public bool Step()
    {
        // Where it was held it stands within a segment: it is not read up to there before there is room.
        if (!IsBusy || (_isHeld && IsTooDeep)) return false;
        try
        {
            if (_isIndexed) return Search();
            if (_isIndexed = _index.Extend(RuntimeLimits.ReplayStepRecords)) (_block, _next) = (-1, 0);
        }
        catch (Exception gone) when (gone is JournalDamagedException or IOException)
        {
            // Old segments only: what a replay cannot read, the concentrator may still have.
            RuntimeMetrics.ReplayUnreadable.Add(1);
            Dispose();
            if (_isIndexed) NextBlock();
            else (_isIndexed, _block, _next) = (true, -1, 0);
        }
        return true;
    }

    /// <summary>Returns the readers' buffers; what was begun is begun again where it stands.</summary>
    public void Dispose()
    {
        CloseReader();
        _index.Dispose();
    }

    private void CloseReader()
    {
        _reader?.Dispose();
        _reader = null;
    }

    private bool Search()
    {
        if (_next == 0 && !NextBlock())
        {
            IsDone = true;
            return true;
        }
        var reader = _reader ??= journal.OpenReader(stream, _next);
        var end = _index.EndOf(_block);
        for (var records = 0; records < RuntimeLimits.ReplayStepRecords; records++)
        {
            if (reader.TryRead(out var record) != ReadOutcome.Record || record.Lsn >= end)
            {
                _next = 0;
                CloseReader();
                return true;
            }
            _next = record.Lsn;
            if (_isHeld = !TryCopy(record))
            {
                CloseReader();
                return false;
            }
            _next++;
        }
        return true;
    }

    /// <summary>Goes to the next stretch that may hold something; false when there is none.</summary>
    private bool NextBlock()
    {
        var blocks = _index.Blocks;
        while (++_block < blocks.Count)
        {
            if (!_active.Exists(search => blocks[_block].MayHold(search.Source, search.Range.First, search.Range.Last))) continue;
            _next = blocks[_block].FirstLsn;
            return true;
        }
        _next = 0;
        return false;
    }

    /// <summary>What is not acknowledged yet comes by itself. False when there was no room for a copy: this record comes again.</summary>
    private bool TryCopy(in JournalRecord record)
    {
        if (!ReplayIndex.TryRead(record, out var source, out var sequence)) return true;
        if (!_active.Exists(search => search.Wants(source, sequence))) return true;
        if (journal.IsAcknowledged(stream, record.Lsn))
        {
            if (IsTooDeep || !journal.TryAppend(record)) return false;
            RuntimeMetrics.Replayed.Add(1);
        }
        foreach (var search in _active) search.Find(source, sequence);
        return true;
    }
}
