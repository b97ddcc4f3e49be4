using System.Buffers;
using System.IO.Pipelines;
using System.Net.Security;

namespace Wattline.Gateway.Mqtt;

/// <summary>A TLS stream as two pipes that hold no buffer while nothing comes.</summary>
internal sealed class TlsPipes(SslStream tls, MemoryPool<byte>? pool) : IDuplexPipe
{
    private const int BufferBytes = 4_096;

    /// <inheritdoc/>
    public PipeReader Input { get; } = PipeReader.Create(tls, new(pool, BufferBytes, minimumReadSize: 1, leaveOpen: true, useZeroByteReads: true));

    /// <inheritdoc/>
    public PipeWriter Output { get; } = PipeWriter.Create(tls, new(pool, BufferBytes, leaveOpen: true));

    /// <summary>Lets go what is left, and says goodbye: without it a client cannot tell an end from an attack.</summary>
    public async Task CompleteAsync()
    {
        try
        {
            await Output.CompleteAsync().ConfigureAwait(false);
            await Input.CompleteAsync().ConfigureAwait(false);
            await tls.ShutdownAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or InvalidOperationException or OperationCanceledException or ObjectDisposedException)
        {
            // The client left first.
        }
    }
}
