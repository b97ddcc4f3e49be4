using Microsoft.Extensions.Hosting;

namespace Wattline.Gateway.Mqtt;

/// <summary>One timer for all sessions.</summary>
internal sealed class MqttHeartbeat(MqttBroker broker, HandshakeTurns turns, TimeProvider time) : IHostedService, IDisposable
{
    private static readonly TimeSpan _every = TimeSpan.FromSeconds(1);
    private ITimer? _timer;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _timer = time.CreateTimer(_ => Beat(), null, _every, _every);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _timer?.Dispose();
        broker.Dispose();
        return Task.CompletedTask;
    }

    private void Beat()
    {
        broker.Tick();
        turns.Tick();
    }

    public void Dispose() => _timer?.Dispose();
}
