using Wattline.Gateway.Domain;
using Wattline.Gateway.Journal;

namespace Wattline.Gateway.Runtime.Replays;

/// <summary>
/// Answers the cloud's replay requests out of the gateway's own journal, which outlives the hub's retention: what is still held there is
/// journalled again as it is and goes up like any other message; identity makes it once. Only the rest is a matter for the concentrator.
/// Requests come from any thread; <see cref="Step"/> is one thread's, and waits for nothing.
/// </summary>
public sealed class JournalReplays : IDisposable
{
    private readonly IReplayJournal _journal;
    private readonly Lock _lock = new();
    private readonly Dictionary<long, ReplaySearch> _searches = [];
    private readonly Queue<ReplaySearch> _waiting = new();
    private readonly ReplayIndex[] _indexes;
    private readonly List<ReplaySearch> _active = [];
    private JournalStream _stream;
    private JournalReader? _reader;
    private bool _isIndexed;
    private int _block;
    private long _next;

    /// <summary>Over a journal.</summary>
    public JournalReplays(IReplayJournal journal)
    {
        _journal = journal;
        _indexes = [.. Enumerable.Range(0, StreamNames.Count).Select(stream => new ReplayIndex(journal, (JournalStream)stream))];
    }

    /// <summary>True while there is something to do.</summary>
    public bool IsBusy
    {
        get
        {
            lock (_lock) return _active.Count > 0 || _waiting.Count > 0;
        }
    }

    /// <summary>Has messages looked for. Asking again for the same while that goes on, or soon after, copies nothing twice.</summary>
    /// <param name="id">The request's number; its range may shrink.</param>
    /// <param name="range">What is asked for.</param>
    /// <param name="now">Milliseconds of a clock that only goes forward.</param>
    /// <param name="rest">Told what is not here: at once, or by <see cref="Step"/>.</param>
    /// <returns>False: too many are asked for at once; ask again.</returns>
    public bool Ask(long id, ReplayRange range, long now, Action<IReadOnlyList<ReplayRange>> rest)
    {
        IReadOnlyList<ReplayRange>? known = null;
        lock (_lock)
        {
            if (_searches.TryGetValue(id, out var search) && Covers(search.Range, range) && !(now - search.DoneAt >= RuntimeLimits.ReplayAgainMs))
            {
                if (search.DoneAt is null) search.Tell(rest);
                else known = search.Rest(range.First, range.Last);
            }
            else
            {
                if (search is { DoneAt: null } || _searches.Count >= RuntimeLimits.ReplaysMax && !TryForget(now)) return false;
                _searches[id] = search = new ReplaySearch(id, range);
                search.Tell(rest);
                _waiting.Enqueue(search);
            }
        }
        if (known is not null) rest(known);
        return true;
    }

    /// <summary>Does a little of what is to be done.</summary>
    /// <param name="now">Milliseconds of a clock that only goes forward.</param>
    /// <returns>False: nothing can be done now, for there is nothing, or what is journalled waits to go up.</returns>
    public bool Step(long now)
    {
        if (_active.Count == 0 && !TryBegin()) return false;
        try
        {
            if (!_isIndexed)
            {
                if (_isIndexed = _indexes[(int)_stream].Extend(RuntimeLimits.ReplayStepRecords)) (_block, _next) = (-1, 0);
                return true;
            }
            return Search(now);
        }
        catch (Exception gone) when (gone is JournalDamagedException or IOException)
        {
            // Old segments only: what a replay cannot read, the concentrator may still have.
            RuntimeMetrics.ReplayUnreadable.Add(1);
            Dispose();
            if (_isIndexed) NextBlock();
            else (_isIndexed, _block, _next) = (true, -1, 0);
            return true;
        }
    }

    /// <summary>Returns the readers' buffers; what was begun is begun again where it stands.</summary>
    public void Dispose()
    {
        _reader?.Dispose();
        _reader = null;
        foreach (var index in _indexes) index.Dispose();
    }

    private static bool Covers(in ReplayRange wide, in ReplayRange range) =>
        wide.Concentrator == range.Concentrator && wide.Epoch == range.Epoch && wide.Stream == range.Stream && wide.First <= range.First && range.Last <= wide.Last;

    private bool TryForget(long now)
    {
        foreach (var old in _searches.Values.Where(search => now - search.DoneAt >= RuntimeLimits.ReplayAgainMs).ToList()) _searches.Remove(old.Id);
        return _searches.Count < RuntimeLimits.ReplaysMax;
    }

    /// <summary>Everything that waits for one stream is looked for in one go, money first.</summary>
    private bool TryBegin()
    {
        lock (_lock)
        {
            if (_waiting.Count == 0) return false;
            var stream = _waiting.Min(static search => search.Range.Stream);
            for (var left = _waiting.Count; left > 0; left--)
            {
                var search = _waiting.Dequeue();
                if (search.Range.Stream == stream) _active.Add(search);
                else _waiting.Enqueue(search);
            }
            (_stream, _isIndexed) = ((JournalStream)(byte)stream, false);
            return true;
        }
    }

    private bool Search(long now)
    {
        var index = _indexes[(int)_stream];
        if (_next == 0 && !NextBlock())
        {
            Finish(now);
            return true;
        }
        var reader = _reader ??= _journal.OpenReader(_stream, _next);
        var end = index.EndOf(_block);
        for (var records = 0; records < RuntimeLimits.ReplayStepRecords; records++)
        {
            if (reader.TryRead(out var record) != ReadOutcome.Record || record.Lsn >= end)
            {
                _next = 0;
                Dispose();
                return true;
            }
            _next = record.Lsn;
            if (!TryCopy(record))
            {
                Dispose();
                return false;
            }
            _next++;
        }
        return true;
    }

    /// <summary>Goes to the next stretch that may hold something; false when there is none.</summary>
    private bool NextBlock()
    {
        var blocks = _indexes[(int)_stream].Blocks;
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
        var asked = _active.Find(search => search.Wants(source, sequence));
        if (asked is null) return true;
        if (record.Lsn <= _journal.LowWater(_stream))
        {
            if (_journal.DurableLsn - _journal.LowWater(_stream) > RuntimeLimits.ReplayDepthMax || !_journal.TryAppend(record)) return false;
            RuntimeMetrics.Replayed.Add(1);
        }
        foreach (var search in _active) search.Find(source, sequence);
        return true;
    }

    private void Finish(long now)
    {
        lock (_lock)
        {
            foreach (var search in _active) search.DoneAt = now;
        }
        foreach (var search in _active) search.Done();
        _active.Clear();
    }
}
