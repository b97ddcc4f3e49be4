using Microsoft.Extensions.Hosting;

namespace Wattline.Simulators.EventHub.Host;

/// <summary>Takes no signals and prints nothing: whoever started the endpoint knows when to stop it.</summary>
internal sealed class QuietLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
