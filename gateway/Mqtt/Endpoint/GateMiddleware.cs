using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Wattline.Gateway.Mqtt;

/// <summary>The first thing that a connection meets.</summary>
internal sealed class GateMiddleware(ConnectionDelegate next, ConnectionGate gate, MqttMetrics metrics, ILogger logger)
{
    public async Task OnConnectionAsync(ConnectionContext connection)
    {
        var reason = gate.TryEnter(connection.RemoteEndPoint, out var admission);
        if (admission is null)
        {
            metrics.Closed(reason, counted: false);
            MqttLog.Crowded(logger, connection.RemoteEndPoint, reason);
            connection.Abort();
            return;
        }
        using (admission)
        {
            connection.Features.Set(admission);
            await next(connection).ConfigureAwait(false);
        }
    }
}
