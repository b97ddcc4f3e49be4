namespace Wattline.Gateway.Journal;

/// <summary>
/// Reads the durable records of one stream in order. Allocates nothing for a record. One thread at a time;
/// acknowledgements may come from others.
/// </summary>
public sealed class JournalReader : IDisposable
{
    private readonly JournalCore _core;
    private readonly JournalStream _stream;
    private readonly StreamCursor? _cursor;
    private readonly SegmentScanner _scanner;
    private Segment? _segment;
    private long _next;

    internal JournalReader(JournalCore core, JournalStream stream, StreamCursor? cursor, long from)
    {
        (_core, _stream, _cursor, _next) = (core, stream, cursor, from);
        _scanner = new(core.Disk);
        cursor?.Rewind();
    }

    /// <summary>The LSN that is looked at next.</summary>
    public long NextLsn => _next;

    /// <summary>Gives the next record of the stream.</summary>
    /// <exception cref="JournalDamagedException">A durable record cannot be read.</exception>
    /// <exception cref="IOException">The disk cannot be read.</exception>
    public ReadOutcome TryRead(out JournalRecord record)
    {
        record = default;
        // The order matters: segments are told before the LSN that they hold.
        var durable = _core.DurableLsn;
        while (_next <= durable)
        {
            if (_cursor is { HasRoom: false })
            {
                return ReadOutcome.TooManyOutstanding;
            }
            var bytes = Next();
            var span = bytes.Span;
            _scanner.Advance(bytes.Length);
            var lsn = _next++;
            if (RecordFormat.Stream(span) != _stream)
            {
                _cursor?.Pass(lsn);
            }
            else if (_cursor is null || _cursor.TryHandOut(lsn))
            {
                var keyEnd = RecordFormat.HeaderBytes + RecordFormat.KeyBytes(span);
                record = new(lsn, RecordFormat.ReceivedAt(span), _stream, bytes[RecordFormat.HeaderBytes..keyEnd], bytes[keyEnd..]);
                return ReadOutcome.Record;
            }
        }
        return ReadOutcome.CaughtUp;
    }

    /// <summary>Takes note that a record arrived where it was sent to; the cursor moves.</summary>
    public void Acknowledge(long lsn) => _cursor?.Acknowledge(lsn);

    /// <summary>Goes back to the low-water mark: what was handed out and not acknowledged is read again.</summary>
    public void Rewind()
    {
        if (_cursor is not null)
        {
            _next = _cursor.Rewind();
            _segment = null;
        }
    }

    /// <summary>Returns the buffer to the pool.</summary>
    public void Dispose() => _scanner.Dispose();

    private ReadOnlyMemory<byte> Next()
    {
        var segment = Find(_core.Segments);
        if (segment != _segment)
        {
            _segment = segment;
            _scanner.Seek(segment.Name, Segment.HeaderBytes);
            for (var lsn = segment.FirstLsn; lsn < _next; lsn++)
            {
                _scanner.Advance(Peek(segment, lsn).Length);
            }
        }
        return Peek(segment, _next);
    }

    private ReadOnlyMemory<byte> Peek(Segment segment, long lsn)
    {
        for (var attempt = 0; attempt < 2; attempt++)
        {
            if (_scanner.TryPeek(out var record) && RecordFormat.Lsn(record.Span) == lsn)
            {
                return record;
            }
            // What was read ahead may be from before the commit.
            _scanner.Discard();
        }
        throw new JournalDamagedException(segment.Name, _scanner.Offset, $"record {lsn} was durable and cannot be read");
    }

    private Segment Find(Segment[] segments)
    {
        // Deleted below a reader that holds no cursor: it goes on at the oldest held.
        _next = Math.Max(_next, segments[0].FirstLsn);
        var (low, high) = (0, segments.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) >>> 1;
            (low, high) = segments[middle].FirstLsn <= _next ? (middle, high) : (low, middle - 1);
        }
        return segments[low];
    }
}
