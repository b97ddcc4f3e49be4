using System.IO.Pipelines;
using System.Net.WebSockets;

namespace Wattline.Gateway.Mqtt;

/// <summary>
/// A WebSocket as two pipes: what comes in frames, however they are split or joined, goes on as bytes (6.0), and each flush goes
/// out as one message.
/// </summary>
internal sealed class WebSocketPipes : IDuplexPipe
{
    private const int BufferBytes = 4_096;

    private readonly WebSocket _socket;
    private readonly Pipe _incoming;

    public WebSocketPipes(WebSocket socket, int heldBytesMax)
    {
        _socket = socket;
        _incoming = new(new(pauseWriterThreshold: heldBytesMax, resumeWriterThreshold: heldBytesMax / 2, useSynchronizationContext: false));
        Output = PipeWriter.Create(new Outgoing(socket), new(leaveOpen: true));
    }

    /// <inheritdoc/>
    public PipeReader Input => _incoming.Reader;

    /// <inheritdoc/>
    public PipeWriter Output { get; }

    /// <summary>Takes what comes until the end, whichever; then the input ends, with a fault if there was one.</summary>
    public async Task ReceiveAsync(CancellationToken ended)
    {
        Exception? fault = null;
        try
        {
            while (await ReceiveSomeAsync(ended).ConfigureAwait(false))
            {
                // More may come.
            }
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            fault = error as NotBinaryException;
        }
        await _incoming.Writer.CompleteAsync(fault).ConfigureAwait(false);
    }

    private async Task<bool> ReceiveSomeAsync(CancellationToken ended)
    {
        // A read of nothing waits without a buffer: idle clients cost none.
        var result = await _socket.ReceiveAsync(Memory<byte>.Empty, ended).ConfigureAwait(false);
        if (result is { MessageType: WebSocketMessageType.Binary, EndOfMessage: false })
        {
            result = await _socket.ReceiveAsync(_incoming.Writer.GetMemory(BufferBytes), ended).ConfigureAwait(false);
        }
        switch (result.MessageType)
        {
            case WebSocketMessageType.Close:
                return false;
            case WebSocketMessageType.Text:
                throw new NotBinaryException();
            default:
                _incoming.Writer.Advance(result.Count);
                return !(await _incoming.Writer.FlushAsync(ended).ConfigureAwait(false)).IsCompleted;
        }
    }

    private sealed class Outgoing(WebSocket socket) : AsyncStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            socket.SendAsync(buffer, WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);
    }
}
