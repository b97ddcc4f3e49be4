using System.Text.RegularExpressions;

namespace Wattline.Tests.Peers.Brokers;

/// <summary>What Mosquitto says that it did, line by line: tests wait for its lines instead of for a while.</summary>
internal sealed partial class BrokerLog
{
    private const int Told = 40;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private readonly HashSet<(string Client, string Message)> _underWay = [];
    private TaskCompletionSource _further = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A line came; null is the end of them.</summary>
    public void Add(string? line)
    {
        if (line is null) return;
        lock (_lock)
        {
            _lines.Add(line);
            if (Sent().Match(line) is { Success: true } sent) _underWay.Add((sent.Groups[1].Value, sent.Groups[2].Value));
            else if (Acknowledged().Match(line) is { Success: true } acknowledged) _underWay.Remove((acknowledged.Groups[1].Value, acknowledged.Groups[2].Value));
            _further.SetResult();
            _further = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>How many lines have a text in them.</summary>
    public int Count(string text)
    {
        lock (_lock) return _lines.Count(line => line.Contains(text, StringComparison.Ordinal));
    }

    /// <summary>Returns once so many lines have a text in them.</summary>
    public Task SeenAsync(string text, int times, CancellationToken stop) => UntilAsync(() => Count(text) >= times, $"\"{text}\" {times} times", stop);

    /// <summary>Returns once no message of QoS 1 waits for its acknowledgement by a client whose id begins so.</summary>
    public Task NothingUnderWayAsync(string clients, CancellationToken stop) => UntilAsync(
        () =>
        {
            lock (_lock) return !_underWay.Any(entry => entry.Client.StartsWith(clients, StringComparison.Ordinal));
        },
        $"nothing under way to {clients}", stop);

    private async Task UntilAsync(Func<bool> isSo, string what, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(_patience);
        while (true)
        {
            Task further;
            lock (_lock) further = _further.Task;
            if (isSo()) return;
            try
            {
                await further.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                throw new TimeoutException($"The broker never said {what}; at last it said:\n{Last()}");
            }
        }
    }

    private string Last()
    {
        lock (_lock) return string.Join('\n', _lines.TakeLast(Told));
    }

    [GeneratedRegex(@"Sending PUBLISH to (\S+) \(d\d, q1, r\d, m(\d+),")]
    private static partial Regex Sent();

    [GeneratedRegex(@"Received PUBACK from (\S+) \(Mid: (\d+),")]
    private static partial Regex Acknowledged();
}
