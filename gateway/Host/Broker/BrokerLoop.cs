using Microsoft.Extensions.Logging;
using Wattline.Gateway.Host.Down;
using Wattline.Gateway.Host.Up;

namespace Wattline.Gateway.Host.Broker;

/// <summary>Steps what the broker's side does by time, and fails where a link failed by a fault of ours.</summary>
internal sealed class BrokerLoop(BrokerSide broker, PlanPublisher plans, ILogger logger, Action crashed) : BackgroundLoop(logger, crashed)
{
    private static readonly TimeSpan _every = TimeSpan.FromMilliseconds(500);

    protected override string Name => "broker loop";

    protected override async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(_every);
        while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
        {
            await broker.StepAsync().ConfigureAwait(false);
            if (broker.IsConnected) plans.Retry();
            if (broker.Completion.IsFaulted) await broker.Completion.ConfigureAwait(false);
        }
    }
}
