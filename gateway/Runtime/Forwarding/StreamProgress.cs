using Wattline.Gateway.Domain;

namespace Wattline.Gateway.Runtime.Forwarding;

/// <summary>One stream of one concentrator in one epoch. Of many gaps the newest are remembered; those forgotten still count as missing.</summary>
internal sealed class StreamProgress(Epoch epoch, long sequence)
{
    private readonly List<(long First, long Last)> _gaps = [];
    private long _missing;
    private long _last = sequence;
    private long _first = sequence;

    public Epoch Epoch { get; } = epoch;

    public StreamState State(StreamId stream) => new(stream, Epoch, _first, _last, _missing, [.. _gaps]);

    public void Note(long sequence)
    {
        if (sequence > _last)
        {
            if (sequence - _last > 1) AddGap(_last + 1, sequence - 1);
            _last = sequence;
            return;
        }
        // Before the first: a replay of what came before this gateway's start. What lies between is not known to be missing here.
        if (sequence < _first) return;
        for (var i = _gaps.Count - 1; i >= 0; i--)
        {
            var (first, last) = _gaps[i];
            if (sequence > last) return;
            if (sequence < first) continue;
            _gaps.RemoveAt(i);
            _missing--;
            if (sequence < last) _gaps.Insert(i, (sequence + 1, last));
            if (sequence > first) _gaps.Insert(i, (first, sequence - 1));
            Shrink();
            return;
        }
    }

    private void AddGap(long first, long last)
    {
        _missing += last - first + 1;
        _gaps.Add((first, last));
        Shrink();
    }

    private void Shrink()
    {
        if (_gaps.Count > RuntimeLimits.GapsTrackedMax) _gaps.RemoveAt(0);
    }
}
