using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Wattline.Simulators.Meters.Serving;

/// <summary>
/// The master's end of a pseudo-terminal as a stream that only reads and writes asynchronously. .NET cannot wait on
/// such a handle and a blocked read cannot be stopped, so it looks every few milliseconds.
/// </summary>
internal sealed partial class PseudoTerminalStream(SafeFileHandle master, TimeProvider time) : Stream
{
    private const int TryAgain = 11;

    // A quarter of the shortest answer delay that the standard allows.
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(5);

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        for (; ; )
        {
            if (Transfer(read(master, ref MemoryMarshal.GetReference(buffer.Span), buffer.Length)) is { } count)
                return count;
            await Task.Delay(_look, time, cancellationToken);
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            if (Transfer(write(master, ref MemoryMarshal.GetReference(buffer.Span), buffer.Length)) is { } count)
                buffer = buffer[count..];
            else
                await Task.Delay(_look, time, cancellationToken);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private static int? Transfer(nint result) => result >= 0 ? (int)result
        : Marshal.GetLastPInvokeError() == TryAgain ? null
        : throw new IOException($"The pseudo-terminal failed, errno {Marshal.GetLastPInvokeError()}.");

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint read(SafeFileHandle terminal, ref byte buffer, nint count);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(SafeFileHandle terminal, ref byte buffer, nint count);
}
