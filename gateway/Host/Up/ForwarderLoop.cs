using Microsoft.Extensions.Logging;
using Wattline.Gateway.Runtime.Forwarding;

namespace Wattline.Gateway.Host.Up;

/// <summary>Steps the forwarder whenever there is something for it: new durable records, an outcome, news of the registry, the end of a wait.</summary>
internal sealed class ForwarderLoop(Forwarder forwarder, Signal signal, ILogger logger, Action crashed) : BackgroundLoop(logger, crashed)
{
    /// <summary>Nothing rings when only time has passed for what is held; a look a second costs nothing.</summary>
    private const long IdleMsMax = 1_000;

    protected override string Name => "forwarder";

    protected override async Task RunAsync(CancellationToken stop)
    {
        var before = UplinkOutcome.None;
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            var now = Environment.TickCount64;
            forwarder.Step(now);
            var outcome = forwarder.Status.LastOutcome;
            if (outcome != before)
            {
                if (before != UplinkOutcome.None || outcome != UplinkOutcome.Durable) HostLog.UplinkChanged(Logger, outcome, before);
                before = outcome;
            }
            var wait = Math.Clamp(forwarder.NextWake - now, 0, IdleMsMax);
            await signal.WaitAsync(TimeSpan.FromMilliseconds(wait), stop).ConfigureAwait(false);
        }
    }
}
