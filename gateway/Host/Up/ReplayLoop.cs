using Microsoft.Extensions.Logging;
using Wattline.Gateway.Runtime.Replays;

namespace Wattline.Gateway.Host.Up;

/// <summary>Looks in the journal for what the cloud asks for again, a little at a time.</summary>
internal sealed class ReplayLoop(JournalReplays replays, ILogger logger, Action crashed) : BackgroundLoop(logger, crashed)
{
    /// <summary>A request is not urgent: what it asks for has been missing for minutes.</summary>
    private static readonly TimeSpan _idle = TimeSpan.FromSeconds(1);

    protected override string Name => "replay loop";

    protected override async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            while (replays.Step(Environment.TickCount64))
            {
                stop.ThrowIfCancellationRequested();
                await Task.Yield();
            }
            await Task.Delay(_idle, stop).ConfigureAwait(false);
        }
    }
}
