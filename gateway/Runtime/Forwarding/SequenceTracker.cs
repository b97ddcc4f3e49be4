using Wattline.Gateway.Domain;

namespace Wattline.Gateway.Runtime.Forwarding;

/// <summary>
/// What this gateway has seen of each concentrator's streams since it started: the last sequence, and what is missing below it. For
/// operators' eyes: the cloud owns coverage, and another gateway may have what is missing here. Bounded; for several threads.
/// </summary>
public sealed class SequenceTracker
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ConcentratorId, StreamProgress?[]> _concentrators = [];

    /// <summary>Concentrators of which something is known.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _concentrators.Count;
        }
    }

    /// <summary>Takes note of a message; again of the same one changes nothing.</summary>
    public void Note(in MessageHeader header)
    {
        if (header.IsSenml) return;
        lock (_lock)
        {
            if (!_concentrators.TryGetValue(header.Concentrator, out var streams))
            {
                if (_concentrators.Count >= RuntimeLimits.ConcentratorsTrackedMax) return;
                _concentrators.Add(header.Concentrator, streams = new StreamProgress?[3]);
            }
            ref var stream = ref streams[(int)header.Stream];
            if (stream is null || stream.Epoch != header.Epoch) stream = new(header.Epoch, header.Sequence);
            else stream.Note(header.Sequence);
        }
    }

    /// <summary>What is known of a concentrator's streams; nothing when nothing is.</summary>
    public IReadOnlyList<StreamState> Of(ConcentratorId concentrator)
    {
        lock (_lock)
        {
            if (!_concentrators.TryGetValue(concentrator, out var streams)) return [];
            return [.. Enumerable.Range(0, streams.Length).Where(stream => streams[stream] is not null).Select(stream => streams[stream]!.State((StreamId)stream))];
        }
    }
}
