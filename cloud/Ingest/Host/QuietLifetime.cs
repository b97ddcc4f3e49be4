using Microsoft.Extensions.Hosting;

namespace Wattline.Cloud.Ingest.Host;

/// <summary>Takes no signals and prints nothing: only who started it knows when to stop it.</summary>
internal sealed class QuietLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
