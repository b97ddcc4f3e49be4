namespace Wattline.Cloud.Portal;

/// <summary>Takes no signals and prints nothing: several parts may live in one process, and only its owner knows when to stop.</summary>
internal sealed class QuietLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
