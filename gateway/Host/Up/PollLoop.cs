using Microsoft.Extensions.Logging;
using Wattline.Gateway.Host.Down;
using Wattline.Gateway.Uplinks;

namespace Wattline.Gateway.Host.Up;

/// <summary>Asks the cloud for the registry and for replays, again and again, and has the time told now and then.</summary>
internal sealed class PollLoop(CloudPoller poller, ReplaySender replays, TimeTeller time, TimeSpan every, Signal forwarder, ILogger logger, Action crashed)
    : BackgroundLoop(logger, crashed)
{
    /// <summary>A concentrator's clock may drift a second in a quarter of an hour, and no more.</summary>
    private const long TellTimeEveryMs = 15 * 60_000;

    private readonly Dictionary<string, PollOutcome> _last = [];

    protected override string Name => "poll loop";

    protected override async Task RunAsync(CancellationToken stop)
    {
        var toldAt = Environment.TickCount64;
        using var timer = new PeriodicTimer(every);
        do
        {
            Note("registry", await poller.PollRegistryAsync(stop).ConfigureAwait(false));
            forwarder.Ring();
            var (result, requests) = await poller.PollReplaysAsync(stop).ConfigureAwait(false);
            Note("replay requests", result);
            var now = Environment.TickCount64;
            if (result.Outcome == PollOutcome.Changed) replays.Send(requests, now);
            if (now - toldAt < TellTimeEveryMs) continue;
            toldAt = now;
            time.TellAll();
        }
        while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false));
    }

    private void Note(string what, PollResult result)
    {
        var news = !_last.TryGetValue(what, out var before) || before != result.Outcome;
        _last[what] = result.Outcome;
        var good = result.Outcome is PollOutcome.Changed or PollOutcome.Unchanged;
        var wasGood = before is PollOutcome.None or PollOutcome.Changed or PollOutcome.Unchanged;
        if (news && !(good && wasGood) || result.Faults.Count > 0 && good) HostLog.PollChanged(Logger, what, result.Outcome, string.Join("; ", result.Faults));
    }
}
