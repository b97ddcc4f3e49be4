using Microsoft.Extensions.Logging;
using Wattline.Cloud.Contracts;
using Wattline.Gateway.Domain;
using Wattline.Gateway.Runtime;
using Wattline.Gateway.Runtime.Down;

namespace Wattline.Gateway.Host.Down;

/// <summary>Turns the cloud's replay requests into commands, each at most once a minute, to concentrators that are there.</summary>
internal sealed class ReplaySender(IDownPort down, ILogger logger)
{
    private readonly ReplayPacer _pacer = new();
    private long _sent;

    /// <summary>Commands sent since the start.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Sends what is due.</summary>
    /// <param name="requests">All that are open.</param>
    /// <param name="now">Milliseconds of a clock that only goes forward.</param>
    public void Send(IReadOnlyList<ReplayRequest> requests, long now)
    {
        _pacer.KeepOnly(requests.Select(static request => request.Id).ToHashSet());
        var present = down.Present.ToHashSet();
        foreach (var request in requests)
        {
            if (!ConcentratorId.TryParse(request.Concentrator, out var concentrator) || !Epoch.TryParse(request.Epoch, out Epoch epoch)
                || !StreamNames.TryParse(request.Stream, out StreamId stream) || request.First < 1 || request.Last < request.First)
            {
                HostLog.ReplayNotUnderstood(logger, request.Id);
                continue;
            }
            // One that is away is not asked: the command would wait in a queue and be asked again beside it.
            if (!present.Contains(concentrator) || !_pacer.TryPass(request.Id, now)) continue;
            // One that is not taken now is asked for again in its turn.
            if (!down.Publish(Topics.Commands(concentrator), DownMessages.ReplayCommand(request.Id, epoch, stream, request.First, request.Last), qos: 1, retain: false)) continue;
            Interlocked.Increment(ref _sent);
            HostLog.ReplaySent(logger, request.Id, concentrator.Text, request.Stream, request.First, request.Last);
        }
    }
}
