using Wattline.Gateway.Domain;
using Wattline.Gateway.Runtime.Forwarding;
using Wattline.Gateway.Runtime.Quarantine;

namespace Wattline.Gateway.Uplinks.EventHubs;

/// <summary>
/// The way to one hub. A part's events go out key by key, each key's in order in as few batches as the hub's size allows, and the keys
/// beside each other. The part is durable when the hub has accepted every event of it, but for those that it refuses one by one.
/// </summary>
public sealed class HubUplink : IUplink, IBatchWriter, IAsyncDisposable
{
    private readonly HubBatch _batch;
    private readonly IHubSender _sender;
    private readonly string _stream;
    private readonly Action _completed;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private List<RejectedMessage> _rejected = [];
    private Task _sending = Task.CompletedTask;
    private HubTrouble _ended = HubTrouble.None;
    private int _outcome;

    /// <summary>Sends to one hub.</summary>
    /// <param name="gateway">In whose name.</param>
    /// <param name="stream">The stream, for metrics.</param>
    /// <param name="sender">The hub; ends with this.</param>
    /// <param name="completed">Told when an outcome is known; on any thread, must not wait.</param>
    public HubUplink(string gateway, string stream, IHubSender sender, Action completed)
    {
        (_batch, _stream, _sender, _completed) = (new HubBatch(gateway), stream, sender, completed);
    }

    /// <inheritdoc/>
    public int Count => _batch.Count;

    /// <inheritdoc/>
    public IReadOnlyList<RejectedMessage> Rejected => _rejected;

    /// <summary>Why the hub takes nothing, while it does not: with what it or the network said.</summary>
    public HubTrouble Obstacle => _sender.Trouble is { Outcome: not HubOutcome.None } now ? now : Volatile.Read(ref _ended);

    /// <inheritdoc/>
    public UplinkOutcome Trouble => Obstacle.Outcome.ToUplink();

    /// <inheritdoc/>
    public BatchOutcome TryAdd(Message message, DateTimeOffset received) => _batch.TryAdd(message, received);

    /// <inheritdoc/>
    public void Finish() => _batch.Finish();

    /// <inheritdoc/>
    public void Clear() => _batch.Clear();

    /// <inheritdoc/>
    public void Send(int first, int count)
    {
        Volatile.Write(ref _outcome, (int)UplinkOutcome.Pending);
        _rejected = [];
        _sending = RunAsync(_batch.Runs(first, count));
    }

    /// <inheritdoc/>
    public UplinkOutcome Poll()
    {
        var outcome = (UplinkOutcome)Volatile.Read(ref _outcome);
        if (outcome != UplinkOutcome.Pending) Volatile.Write(ref _outcome, (int)UplinkOutcome.None);
        return outcome;
    }

    /// <summary>Gives up what is on its way.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _sending.ConfigureAwait(false);
        await _sender.DisposeAsync().ConfigureAwait(false);
        _batch.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync(IReadOnlyList<HubRun> runs)
    {
        // Returns to the forwarder at once, whatever the sender does before its first wait.
        await Task.Yield();
        var results = await Task.WhenAll(runs.Select(SendAsync)).ConfigureAwait(false);
        // Of several obstacles the one that somebody has to do something about is told.
        var worst = results.MaxBy(static result => result.Outcome) ?? new HubResult(HubOutcome.Accepted, 0);
        Volatile.Write(ref _ended, worst.Outcome == HubOutcome.Accepted ? HubTrouble.None : new HubTrouble(worst.Outcome, worst.Detail));
        Volatile.Write(ref _outcome, (int)worst.Outcome.ToUplink());
        _completed();
    }

    /// <summary>One key's events, batch after batch; the first that ends otherwise than accepted or refused ends the run.</summary>
    private async Task<HubResult> SendAsync(HubRun run)
    {
        var (first, end) = (0, run.Count);
        while (first < run.Count)
        {
            HubResult result;
            try
            {
                result = await _sender.SendAsync(run.Key, run.Slice(first, end), _stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return new HubResult(HubOutcome.Away, 1, "the gateway stops");
            }
            UplinkMetrics.Batch(_stream, result.Outcome);
            switch (result.Outcome)
            {
                case HubOutcome.Accepted:
                    foreach (var place in result.TooLarge) Reject(run.MessageOf(first + place), QuarantineReason.TooLarge);
                    UplinkMetrics.Sent(_stream, run.Slice(first, first + result.Taken).Span, result.TooLarge.Count);
                    (first, end) = (first + result.Taken, run.Count);
                    break;
                case HubOutcome.TooLarge or HubOutcome.Refused when result.Taken > 1:
                    end = first + result.Taken / 2;
                    break;
                case HubOutcome.TooLarge or HubOutcome.Refused:
                    Reject(run.MessageOf(first), result.Outcome == HubOutcome.TooLarge ? QuarantineReason.TooLarge : QuarantineReason.RefusedByCloud);
                    (first, end) = (first + 1, run.Count);
                    break;
                default:
                    return result;
            }
        }
        return new HubResult(HubOutcome.Accepted, run.Count);
    }

    /// <summary>Once for a message, whichever of its parts it is: without one of them it never comes whole.</summary>
    private void Reject(int message, QuarantineReason reason)
    {
        lock (_lock)
        {
            if (!_rejected.Exists(one => one.Index == message)) _rejected.Add(new RejectedMessage(message, reason));
        }
    }
}
