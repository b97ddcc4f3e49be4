using System.IO.Pipelines;
using Wattline.Cloud.EventHubs.Engine;

namespace Wattline.Cloud.EventHubs.Transport;

/// <summary>
/// A way out over a pipe: frames are written straight into its segments, a send loop takes them. Nothing waits: how much the
/// peer has not taken is counted, and the connection's limits see to it.
/// </summary>
/// <param name="congestedAt">Unsent bytes at which the connection stops sending messages: <see cref="AmqpLimits.UnsentBytesMax"/>.</param>
public sealed class PipeTransport(long congestedAt) : IAmqpTransport
{
    /// <summary>Large enough for a whole frame in one segment.</summary>
    private const int SegmentBytes = 64 * 1_024;

    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 0, minimumSegmentSize: SegmentBytes, useSynchronizationContext: false));
    private long _written;
    private long _sent;
    private int _congested;

    /// <inheritdoc/>
    public long UnsentBytes => Interlocked.Read(ref _written) - Interlocked.Read(ref _sent);

    /// <inheritdoc/>
    public void Advance(int count)
    {
        _pipe.Writer.Advance(count);
        Interlocked.Add(ref _written, count);
        if (UnsentBytes > congestedAt)
        {
            Volatile.Write(ref _congested, 1);
        }
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
    /// <param name="resumed">Called when the peer has taken half of what was too much.</param>
    /// <param name="stop">Gives up.</param>
    public async Task SendAsync(PipeWriter to, Action resumed, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(resumed);
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
            // What made it too much lies behind what was just sent, so this is passed again with less.
            if (UnsentBytes < congestedAt / 2 && Interlocked.Exchange(ref _congested, 0) == 1)
            {
                resumed();
            }
        }
    }
}
