using Microsoft.AspNetCore.Connections;
using Wattline.Cloud.EventHubs.Transport;

namespace Wattline.Simulators.EventHub.Host;

/// <summary>Kestrel's connections, one pair of loops each.</summary>
internal sealed class AmqpHandler(EventHubEndpoint endpoint) : ConnectionHandler
{
    /// <inheritdoc/>
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        var transport = new PipeTransport(endpoint.Settings.Limits.UnsentBytesMax);
        if (endpoint.Accept(transport, connection.Abort) is not { } client)
        {
            connection.Abort();
            return;
        }
        var sending = transport.SendAsync(connection.Transport.Output, client.Resume, connection.ConnectionClosed);
        try
        {
            await ReceiveAsync(connection, client).ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is IOException or OperationCanceledException or ConnectionAbortedException or InvalidOperationException)
        {
            // The peer went; what it had is told to the core below.
        }
        finally
        {
            client.Lost();
            transport.Complete();
        }
        try
        {
            await sending.ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is IOException or OperationCanceledException or ConnectionAbortedException or InvalidOperationException)
        {
            // Nobody takes the rest.
        }
    }

    private static async Task ReceiveAsync(ConnectionContext connection, EndpointConnection client)
    {
        var input = connection.Transport.Input;
        while (true)
        {
            var read = await input.ReadAsync(connection.ConnectionClosed).ConfigureAwait(false);
            var consumed = client.Process(read.Buffer);
            input.AdvanceTo(consumed, read.Buffer.End);
            if (read.IsCompleted || client.IsClosed)
            {
                return;
            }
        }
    }
}
