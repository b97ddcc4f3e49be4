using System.IO.Pipelines;
using Wattline.Cloud.EventHubs.Engine;

namespace Wattline.Cloud.EventHubs.Transport;

/// <summary>
/// A way out over a pipe: frames are written straight into its segments, a send loop takes them. Nothing waits: how much the
/// peer has not taken is counted, and the connection's limits see to it.
/// </summary>
public sealed class PipeTransport : IAmqpTransport
{
    /// <summary>Large enough for a whole frame in one segment.</summary>
    private const int SegmentBytes = 64 * 1_024;

    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 0, minimumSegmentSize: SegmentBytes, useSynchronizationContext: false));
    private long _written;
    private long _sent;

    /// <inheritdoc/>
    public long UnsentBytes => Interlocked.Read(ref _written) - Interlocked.Read(ref _sent);

    /// <inheritdoc/>
    public void Advance(int count)
    {
        _pipe.Writer.Advance(count);
        Interlocked.Add(ref _written, count);
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0) => _pipe.Writer.GetMemory(sizeHint);

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => _pipe.Writer.GetSpan(sizeHint);

    /// <inheritdoc/>
    public void Flush()
    {
        // Without a threshold the flush is over at once.
        var flushed = _pipe.Writer.FlushAsync(CancellationToken.None);
        if (flushed.IsCompleted)
        {
            flushed.GetAwaiter().GetResult();
        }
    }

    /// <summary>No more comes; the send loop ends when it has sent the rest.</summary>
    public void Complete() => _pipe.Writer.Complete();

    /// <summary>Sends until <see cref="Complete"/>.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="sent">Called after each write, with how much is left unsent.</param>
    /// <param name="stop">Gives up.</param>
    public async Task SendAsync(PipeWriter to, Action<long> sent, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(sent);
        while (true)
        {
            var read = await _pipe.Reader.ReadAsync(stop).ConfigureAwait(false);
            foreach (var segment in read.Buffer)
            {
                await to.WriteAsync(segment, stop).ConfigureAwait(false);
                Interlocked.Add(ref _sent, segment.Length);
            }
            _pipe.Reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return;
            }
            sent(UnsentBytes);
        }
    }
}
