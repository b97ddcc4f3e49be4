using System.Buffers;

namespace Wattline.Cloud.EventHubs.Engine;

/// <summary>A way out that keeps what was flushed until somebody takes it: for tests and for worlds without sockets.</summary>
public sealed class BufferTransport : IAmqpTransport
{
    private readonly ArrayBufferWriter<byte> _written = new();
    private int _flushed;

    /// <inheritdoc/>
    public long UnsentBytes => _flushed;

    /// <inheritdoc/>
    public void Advance(int count) => _written.Advance(count);

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0) => _written.GetMemory(sizeHint);

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => _written.GetSpan(sizeHint);

    /// <inheritdoc/>
    public void Flush() => _flushed = _written.WrittenCount;

    /// <summary>Takes everything that was flushed.</summary>
    public byte[] Take()
    {
        byte[] taken = _written.WrittenSpan[.._flushed].ToArray();
        byte[] left = _written.WrittenSpan[_flushed..].ToArray();
        _written.ResetWrittenCount();
        _written.Write(left);
        _flushed = 0;
        return taken;
    }
}
