using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Wattline.Gateway.Mqtt;

/// <summary>Looks every few seconds whether the files that let clients in have changed, and ends the connections of those whom they let in no more.</summary>
public sealed class AccessRefresh(MqttBroker broker, IEnumerable<IRefreshable> files, TimeProvider time, ILogger<AccessRefresh> logger) : IHostedService, IDisposable
{
    private static readonly TimeSpan _every = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private ITimer? _timer;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _timer = time.CreateTimer(_ => Refresh(), null, _every, _every);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose() => _timer?.Dispose();

    /// <summary>Looks now. A look that lasts longer than the time to the next is not overtaken.</summary>
    public void Refresh()
    {
        if (!_lock.TryEnter())
        {
            return;
        }
        try
        {
            foreach (var file in files)
            {
                file.Refresh();
            }
            // Even when no file has changed: certificates expire while their clients are connected.
            if (broker.Recheck() is var clients and > 0)
            {
                MqttLog.Rechecked(logger, clients);
            }
        }
        finally
        {
            _lock.Exit();
        }
    }
}
