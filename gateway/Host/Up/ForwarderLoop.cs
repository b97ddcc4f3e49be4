using Microsoft.Extensions.Logging;
using Wattline.Gateway.Runtime.Forwarding;
using Wattline.Gateway.Uplinks.EventHubs;

namespace Wattline.Gateway.Host.Up;

/// <summary>Steps the forwarders whenever there is something for them: new durable records, an outcome, news of the registry, the end of a wait.</summary>
internal sealed class ForwarderLoop(IReadOnlyList<UplinkWay> ways, Signal signal, ILogger logger, Action crashed) : BackgroundLoop(logger, crashed)
{
    /// <summary>Nothing rings when only time has passed for what is held; a look a second costs nothing.</summary>
    private const long IdleMsMax = 1_000;

    private readonly UplinkOutcome[] _told = new UplinkOutcome[ways.Count];
    private readonly HubOutcome[] _alarms = new HubOutcome[ways.Count];

    protected override string Name => "forwarder";

    protected override async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            var now = Environment.TickCount64;
            var wake = long.MaxValue;
            for (var i = 0; i < ways.Count; i++)
            {
                ways[i].Forwarder.Step(now);
                wake = Math.Min(wake, ways[i].Forwarder.NextWake);
                Tell(i);
            }
            var wait = Math.Clamp(wake - now, 0, IdleMsMax);
            await signal.WaitAsync(TimeSpan.FromMilliseconds(wait), stop).ConfigureAwait(false);
        }
    }

    private void Tell(int place)
    {
        var way = ways[place];
        var (outcome, before) = (way.Forwarder.Status.LastOutcome, _told[place]);
        if (outcome != before)
        {
            if (before != UplinkOutcome.None || outcome != UplinkOutcome.Durable) HostLog.UplinkChanged(Logger, way.Name, outcome, before);
            _told[place] = outcome;
        }
        if (way.Link is null) return;
        var obstacle = way.Link.Obstacle;
        var (alarm, told) = (obstacle.Outcome.OpensCircuit() ? obstacle.Outcome : HubOutcome.None, _alarms[place]);
        if (alarm == told) return;
        if (told != HubOutcome.None) UplinkMetrics.Circuit(way.Name, told, -1);
        if (alarm != HubOutcome.None)
        {
            UplinkMetrics.Circuit(way.Name, alarm, 1);
            HostLog.HubClosed(Logger, way.Hub!, way.Name, alarm, obstacle.Detail, alarm.Advice(way.Hub!, way.Name));
        }
        else HostLog.HubOpen(Logger, way.Hub!, way.Name);
        _alarms[place] = alarm;
    }
}
