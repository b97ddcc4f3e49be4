using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Wattline.Gateway.Mqtt;

/// <summary>Joins a Kestrel connection to the broker: <c>listen.UseConnectionHandler&lt;MqttConnectionHandler&gt;()</c>.</summary>
public sealed class MqttConnectionHandler(MqttBroker broker, TimeProvider time) : ConnectionHandler
{
    /// <summary>
    /// How long the rest of what a client had under way is taken and thrown away after it was told the end: closing at once
    /// would reset the connection, and the reason with it.
    /// </summary>
    private static readonly TimeSpan _linger = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var transport = new KestrelTransport(connection);
        var admission = connection.Features.Get<Admission>();
        if (broker.Accept(transport, connection.RemoteEndPoint, admission?.Certificate, admission?.HandshakeTook ?? default) is not { } client)
        {
            return;
        }
        try
        {
            await ReadAsync(connection.Transport.Input, transport, client, admission, connection.ConnectionClosed).ConfigureAwait(false);
            if (client.IsClosed && client.LeavesSomethingUnread)
            {
                await LingerAsync(connection.Transport.Input).ConfigureAwait(false);
            }
        }
        catch (NotBinaryException)
        {
            client.Close(CloseReason.NotBinary);
        }
        catch (Exception error) when (error is IOException or ConnectionAbortedException or OperationCanceledException)
        {
            // Resets and aborts: the client is gone.
        }
        // One client's bad luck with our faults must not reach another.
#pragma warning disable CA1031
        catch (Exception error)
        {
            broker.Fault(client, error);
            client.Close(CloseReason.InternalFault);
        }
#pragma warning restore CA1031
        client.Close(CloseReason.ConnectionLost);
        await transport.EndAsync(_linger, time).ConfigureAwait(false);
    }

    private async Task ReadAsync(PipeReader input, KestrelTransport transport, MqttConnection client, Admission? admission, CancellationToken closed)
    {
        while (!client.IsClosed)
        {
            var result = await input.ReadAsync(CancellationToken.None).ConfigureAwait(false);
            var buffer = result.Buffer;
            var consumed = client.Process(buffer);
            if (client.IsConnected)
            {
                admission?.Settle();
            }
            var held = buffer.Slice(consumed).Length;
            input.AdvanceTo(consumed, buffer.End);
            // The end is the end, whatever part of a packet is left: looking at it only when nothing is left would spin.
            if (result.IsCompleted)
            {
                return;
            }
            if (client.IsPaused && held >= broker.Limits.PausedBytesMax)
            {
                await transport.Resumed(closed).ConfigureAwait(false);
            }
        }
    }

    private async Task LingerAsync(PipeReader input)
    {
        using var end = new CancellationTokenSource(_linger, time);
        bool isCompleted;
        do
        {
            var result = await input.ReadAsync(end.Token).ConfigureAwait(false);
            input.AdvanceTo(result.Buffer.End);
            isCompleted = result.IsCompleted;
        }
        while (!isCompleted);
    }
}
