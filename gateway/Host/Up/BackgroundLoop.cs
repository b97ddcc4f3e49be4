using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Wattline.Gateway.Host.Up;

/// <summary>A loop that ends in one of three ways, all written here: it was asked to stop, it returned, or a fault stops the gateway with exit code 1.</summary>
internal abstract class BackgroundLoop(ILogger logger, Action crashed) : BackgroundService
{
    /// <summary>For the loop's own news.</summary>
    protected ILogger Logger { get; } = logger;

    /// <summary>What logs call it.</summary>
    protected abstract string Name { get; }

    /// <summary>The loop's work, until it is asked to stop.</summary>
    protected abstract Task RunAsync(CancellationToken stop);

    /// <inheritdoc/>
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await RunAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Asked to stop.
        }
        catch (Exception fault)
        {
            // A background service that crashes leaves the exit code 0 (measured on .NET 10): a supervisor would see success.
            Environment.ExitCode = 1;
            HostLog.Crashed(Logger, fault, Name);
            crashed();
            throw;
        }
    }
}
