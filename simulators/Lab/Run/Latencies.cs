using System.Collections.Concurrent;
using System.Diagnostics;

namespace Wattline.Simulators.Lab.Run;

/// <summary>Real time from a concentrator's flash to the cloud's commit, for every message.</summary>
internal sealed class Latencies
{
    private readonly ConcurrentDictionary<(string Concentrator, ulong Epoch, int Stream, long Sequence), long> _journalled = new();
    private readonly Lock _gate = new();
    private readonly List<double> _milliseconds = [];

    /// <summary>Messages that were journalled and are not stored yet.</summary>
    public int Underway => _journalled.Count;

    /// <summary>Messages stored.</summary>
    public int Stored
    {
        get
        {
            lock (_gate)
                return _milliseconds.Count;
        }
    }

    public void Journalled(string concentrator, ulong epoch, int stream, long sequence) =>
        _journalled.TryAdd((concentrator, epoch, stream, sequence), Stopwatch.GetTimestamp());

    public void StoredNow(string concentrator, ulong epoch, int stream, long sequence)
    {
        if (!_journalled.TryRemove((concentrator, epoch, stream, sequence), out var since))
            return;
        var elapsed = Stopwatch.GetElapsedTime(since).TotalMilliseconds;
        lock (_gate)
            _milliseconds.Add(elapsed);
    }

    /// <summary>The median and the 99th percentile so far; zeros while nothing is stored.</summary>
    public LatencyMs Percentiles()
    {
        double[] sorted;
        lock (_gate)
            sorted = [.. _milliseconds];
        if (sorted.Length == 0)
            return default;
        Array.Sort(sorted);
        return new LatencyMs(At(0.5), At(0.99));

        double At(double share) => Math.Round(sorted[(int)(share * (sorted.Length - 1))], 1);
    }
}
