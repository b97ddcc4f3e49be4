using Microsoft.Extensions.Hosting;

namespace Wattline.Simulators.EventHub.Host;

/// <summary>Steps the endpoint when it wants to be.</summary>
internal sealed class Heartbeat(EventHubEndpoint endpoint, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan _shortest = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan _longest = TimeSpan.FromMilliseconds(250);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                long ms = Math.Clamp(endpoint.NextWake - endpoint.Now, (long)_shortest.TotalMilliseconds, (long)_longest.TotalMilliseconds);
                await Task.Delay(TimeSpan.FromMilliseconds(ms), time, stoppingToken).ConfigureAwait(false);
                endpoint.Step();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            endpoint.Stop();
        }
        catch
        {
            Environment.ExitCode = 1;
            throw;
        }
    }
}
