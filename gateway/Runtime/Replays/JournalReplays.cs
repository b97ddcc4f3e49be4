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
    private readonly Lock _lock = new();
    private readonly Dictionary<long, ReplaySearch> _searches = [];
    private readonly Queue<ReplaySearch> _waiting = new();
    private readonly ReplayLane[] _lanes;

    /// <summary>Over a journal.</summary>
    public JournalReplays(IReplayJournal journal)
    {
        _lanes = [.. Enumerable.Range(0, StreamNames.Count).Select(stream => new ReplayLane(journal, (JournalStream)stream))];
    }

    /// <summary>True while there is something to do.</summary>
    public bool IsBusy
    {
        get
        {
            lock (_lock) return _waiting.Count > 0 || Array.Exists(_lanes, static lane => lane.IsBusy);
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

    /// <summary>Does a little of what is to be done, money first; a stream that waits holds up no other.</summary>
    /// <param name="now">Milliseconds of a clock that only goes forward.</param>
    /// <returns>False: nothing can be done now, for there is nothing, or what is journalled waits to go up.</returns>
    public bool Step(long now)
    {
        Begin();
        foreach (var lane in _lanes)
        {
            if (!lane.Step()) continue;
            if (lane.IsDone) Finish(lane, now);
            return true;
        }
        return false;
    }

    /// <summary>Returns the readers' buffers; what was begun is begun again where it stands.</summary>
    public void Dispose()
    {
        foreach (var lane in _lanes) lane.Dispose();
    }

    private static bool Covers(in ReplayRange wide, in ReplayRange range) =>
        wide.Concentrator == range.Concentrator && wide.Epoch == range.Epoch && wide.Stream == range.Stream && wide.First <= range.First && range.Last <= wide.Last;

    private bool TryForget(long now)
    {
        foreach (var old in _searches.Values.Where(search => now - search.DoneAt >= RuntimeLimits.ReplayAgainMs).ToList()) _searches.Remove(old.Id);
        return _searches.Count < RuntimeLimits.ReplaysMax;
    }

    /// <summary>Everything that waits for one stream is looked for in one go; what comes during it waits for the next.</summary>
    private void Begin()
    {
        lock (_lock)
        {
            var begins = Array.ConvertAll(_lanes, static lane => !lane.IsBusy);
            for (var left = _waiting.Count; left > 0; left--)
            {
                var search = _waiting.Dequeue();
                var stream = (int)search.Range.Stream;
                if (begins[stream]) _lanes[stream].Begin(search);
                else _waiting.Enqueue(search);
            }
        }
    }

    private void Finish(ReplayLane lane, long now)
    {
        IReadOnlyList<ReplaySearch> done;
        lock (_lock)
        {
            done = lane.End();
            foreach (var search in done) search.DoneAt = now;
        }
        foreach (var search in done) search.Done();
    }
}
