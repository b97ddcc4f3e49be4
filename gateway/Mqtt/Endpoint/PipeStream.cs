using System.Buffers;
using System.IO.Pipelines;

namespace Wattline.Gateway.Mqtt;

/// <summary>Two pipes as the stream that TLS wants. A read of no bytes waits until there are some.</summary>
internal sealed class PipeStream(IDuplexPipe pipes) : AsyncStream
{
    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var result = await pipes.Input.ReadAsync(cancellationToken).ConfigureAwait(false);
            var taken = (int)Math.Min(result.Buffer.Length, buffer.Length);
            var part = result.Buffer.Slice(0, taken);
            part.CopyTo(buffer.Span);
            var some = !result.Buffer.IsEmpty;
            pipes.Input.AdvanceTo(part.End);
            if (some || result.IsCompleted)
            {
                return taken;
            }
        }
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var result = await pipes.Output.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (result.IsCompleted)
        {
            throw new IOException("The connection is closed.");
        }
    }
}
