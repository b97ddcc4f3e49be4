using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Wattline.Cloud.Ingest.Hubs;

/// <summary>Reads the hubs while a host runs. A fault that nobody thought of stops the process with exit code 1: a supervisor starts it again.</summary>
public sealed class HubService(HubConsumers hubs, ILogger<HubService> logger) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await hubs.RunAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Asked to stop.
        }
        catch (Exception fault)
        {
            HubLog.Crashed(logger, fault);
            Environment.ExitCode = 1;
            throw;
        }
    }
}
