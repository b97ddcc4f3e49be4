using Microsoft.Extensions.Logging;
using Wattline.Cloud.Contracts;
using Wattline.Gateway.Domain;
using Wattline.Gateway.Runtime;
using Wattline.Gateway.Runtime.Down;
using Wattline.Gateway.Runtime.Replays;

namespace Wattline.Gateway.Host.Down;

/// <summary>
/// Answers the cloud's replay requests: out of the gateway's own journal what is still there, and for the rest with commands, each request
/// at most once a minute, to concentrators that are there.
/// </summary>
internal sealed class ReplaySender(IDownPort down, ILogger logger, JournalReplays? journal = null)
{
    /// <summary>Commands for one request: with more holes than that the concentrator is asked for all from the first to the last.</summary>
    private const int CommandsMax = 16;

    private readonly Lock _lock = new();
    private readonly ReplayPacer _pacer = new();
    private long _sent;

    /// <summary>Commands sent since the start.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Sends what is due.</summary>
    /// <param name="requests">All that are open.</param>
    /// <param name="now">Milliseconds of a clock that only goes forward.</param>
    public void Send(IReadOnlyList<ReplayRequest> requests, long now)
    {
        lock (_lock) _pacer.KeepOnly(requests.Select(static request => request.Id).ToHashSet());
        foreach (var request in requests)
        {
            if (!ConcentratorId.TryParse(request.Concentrator, out var concentrator) || !Epoch.TryParse(request.Epoch, out Epoch epoch)
                || !StreamNames.TryParse(request.Stream, out StreamId stream) || request.First < 1 || request.Last < request.First)
            {
                HostLog.ReplayNotUnderstood(logger, request.Id);
                continue;
            }
            var range = new ReplayRange(concentrator, epoch, stream, request.First, request.Last);
            if (journal is null) Pass(request.Id, [range], now);
            else journal.Ask(request.Id, range, now, rest => Pass(request.Id, rest, now));
        }
    }

    private void Pass(long id, IReadOnlyList<ReplayRange> rest, long now)
    {
        if (rest.Count == 0) return;
        if (rest.Count > CommandsMax) rest = [rest[0] with { Last = rest[^1].Last }];
        lock (_lock)
        {
            // One that is away is not asked: the command would wait in a queue and be asked again beside it.
            if (!down.Present.ContainsKey(rest[0].Concentrator) || !_pacer.TryPass(id, now)) return;
        }
        foreach (var range in rest)
        {
            // One that is not taken now is asked for again in its turn.
            if (!down.Publish(Topics.Commands(range.Concentrator), DownMessages.ReplayCommand(id, range.Epoch, range.Stream, range.First, range.Last), qos: 1, retain: false)) continue;
            Interlocked.Increment(ref _sent);
            HostLog.ReplaySent(logger, id, range.Concentrator, range.Stream, range.First, range.Last);
        }
    }
}
