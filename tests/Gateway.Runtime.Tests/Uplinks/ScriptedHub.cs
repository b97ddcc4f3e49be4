using Wattline.Cloud.Contracts;
using Wattline.Gateway.Uplinks.EventHubs;

namespace Wattline.Tests.Gateway.Runtime.Uplinks;

/// <summary>A hub that takes so many events a batch, refuses some, and answers by a script; when the script is over, it accepts.</summary>
internal sealed class ScriptedHub : IHubSender
{
    private readonly Queue<HubOutcome> _script = new();
    private readonly HashSet<string> _busy = [];
    private readonly Lock _lock = new();

    /// <summary>Events of a batch at most.</summary>
    public int BatchMax { get; init; } = 100;

    /// <summary>Ids that the hub refuses.</summary>
    public HashSet<string> Poison { get; } = [];

    /// <summary>Ids that the hub finds too large among those that it stores.</summary>
    public HashSet<string> Oversized { get; } = [];

    /// <summary>Every batch, as its key and its ids.</summary>
    public List<(string Key, string[] Ids)> Batches { get; } = [];

    /// <summary>Ids that are stored.</summary>
    public List<string> Stored { get; } = [];

    /// <summary>Ended while it waits.</summary>
    public TaskCompletionSource? Gate { get; set; }

    public HubTrouble Trouble { get; set; } = HubTrouble.None;

    public void Answer(params HubOutcome[] outcomes) => Array.ForEach(outcomes, _script.Enqueue);

    public async Task<HubResult> SendAsync(string partitionKey, ReadOnlyMemory<HubEvent> events, CancellationToken stop)
    {
        lock (_lock) Xunit.Assert.True(_busy.Add(partitionKey), "two batches of one key at once");
        if (Gate is { } gate) await gate.Task.WaitAsync(stop);
        lock (_lock)
        {
            _busy.Remove(partitionKey);
            var ids = events.ToArray().Take(BatchMax).Select(one => one.Properties.Single(property => property.Key == HubEventNames.Id).Value!).ToArray();
            Batches.Add((partitionKey, ids));
            var outcome = _script.Count > 0 ? _script.Dequeue() : Poison.Overlaps(ids) ? HubOutcome.Refused : HubOutcome.Accepted;
            if (outcome != HubOutcome.Accepted) return new HubResult(outcome, ids.Length, "because");
            Stored.AddRange(ids.Where(id => !Oversized.Contains(id)));
            return new HubResult(HubOutcome.Accepted, ids.Length) { TooLarge = [.. Enumerable.Range(0, ids.Length).Where(place => Oversized.Contains(ids[place]))] };
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
