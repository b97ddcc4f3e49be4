namespace Wattline.Gateway.Host;

/// <summary>Leaves signals and the console to whoever runs the gateway: in a laboratory it is not the only one in its process.</summary>
internal sealed class OwnLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
