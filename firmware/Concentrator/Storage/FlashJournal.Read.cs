namespace Wattline.Firmware.Storage;

/// <summary>Reading: for the uplink, for replays, for a machine that starts again.</summary>
public sealed partial class FlashJournal
{
    private readonly long[] _explained = new long[Streams.Count];
    private int _readFailures;

    /// <summary>The highest sequence of a stream that is settled: acknowledged, or told to be lost. 0 before the first.</summary>
    public long Acknowledged(int stream)
    {
        return _live.Watermark[stream];
    }

    /// <inheritdoc/>
    public bool IsPressed
    {
        get
        {
            int waiting = 0;
            for (int i = 0; i < _table.Count; i++)
            {
                if (_table.Counter[i] > 0 && _table.Last(i, Streams.Readings) > _live.Watermark[Streams.Readings])
                    waiting++;
            }
            return waiting * 2 > _table.Count;
        }
    }

    /// <inheritdoc/>
    public bool IsCrowded
    {
        get
        {
            long bytes = 0;
            for (int i = 0; i < _table.Count; i++)
            {
                if (_table.Counter[i] > 0 && _table.Last(i, Streams.Events) > _live.Watermark[Streams.Events])
                    bytes += _table.BytesOf(i, Streams.Events);
            }
            return bytes > (long)_table.Count * _flash.SegmentBytes / JournalLimits.CrowdShare;
        }
    }

    /// <summary>The highest sequence of a stream that is durable, hence may be sent. 0 before the first.</summary>
    public long Last(int stream)
    {
        return _open ? _committed[stream] - 1 : 0;
    }

    /// <summary>
    /// Copies the next message that waits to be acknowledged. What is missing before it was spoiled on the medium:
    /// a lost event tells of it first.
    /// </summary>
    /// <param name="cursor">Goes on behind the message.</param>
    /// <param name="buffer">Room for <see cref="MessageBytesMax"/> behind the offset.</param>
    /// <param name="offset">Where the message is put.</param>
    /// <returns>Its bytes; 0 when there is none now.</returns>
    public int ReadUnacknowledged(JournalCursor cursor, byte[] buffer, int offset)
    {
        int stream = cursor.Stream;
        if (cursor.Next <= _live.Watermark[stream])
            cursor.Seek(stream, _live.Watermark[stream] + 1);
        long expected = cursor.Next;
        long end = _committed[stream];
        if (!_open || expected >= end)
            return 0;
        _log.ReadFailed = false;
        int count = Read(cursor, buffer, offset);
        if (_log.ReadFailed && _readFailures < JournalLimits.ReadFailuresMax)
        {
            // What the medium does not give now is not lost yet.
            _readFailures++;
            cursor.Seek(stream, expected);
            return 0;
        }
        _readFailures = 0;
        long missing = count > 0 ? cursor.Sequence - 1 : end - 1;
        if (missing >= expected && missing > _explained[stream])
        {
            if (!AppendLost(stream, expected, missing, LostReasons.Unreadable, Epoch))
            {
                cursor.Seek(stream, expected);
                return 0;
            }
            Counters.Unreadable += missing - expected + 1;
            _explained[stream] = missing;
            if (_live.Watermark[stream] + 1 == expected)
            {
                _live.Watermark[stream] = missing;
                _acknowledgements++;
            }
            Commit();
        }
        if (count == 0)
            cursor.Seek(stream, end);
        return count;
    }

    /// <summary>Copies the next message that the journal still holds, acknowledged or not.</summary>
    /// <param name="cursor">Goes on behind the message.</param>
    /// <param name="buffer">Room for <see cref="MessageBytesMax"/> behind the offset.</param>
    /// <param name="offset">Where the message is put.</param>
    /// <returns>Its bytes; 0 when there is none up to the last durable one.</returns>
    public int Read(JournalCursor cursor, byte[] buffer, int offset)
    {
        while (_open && Find(cursor))
        {
            cursor.Next = cursor.Sequence + 1;
            int position = cursor.Position;
            cursor.Position += _log.Total;
            if (_log.Length <= buffer.Length - offset && _log.Load(cursor.Segment, position, cursor.Counter, buffer, offset))
                return _log.Length;
        }
        return 0;
    }

    /// <inheritdoc/>
    public void Visit(int stream, IRecordVisitor visitor)
    {
        JournalCursor cursor = new JournalCursor(stream);
        for (int count = Read(cursor, _log.Buffer, 0); count > 0; count = Read(cursor, _log.Buffer, 0))
            visitor.Record(cursor.Sequence, _log.Buffer, 0, count);
    }

    /// <summary>Moves to the record with the lowest durable sequence from the cursor's next on, and peeks at it.</summary>
    private bool Find(JournalCursor cursor)
    {
        // The common case: it follows in the same segment.
        if (cursor.Segment >= 0
            && _table.Counter[cursor.Segment] == cursor.Counter
            && FindIn(cursor.Segment, cursor.Position, cursor)
            && cursor.Sequence == cursor.Next)
            return true;

        // Carried money lies behind younger money, so every segment is asked.
        long best = _committed[cursor.Stream];
        int found = -1;
        int position = 0;
        for (int i = 0; i < _table.Count; i++)
        {
            if (_table.Counter[i] == 0 || _table.Last(i, cursor.Stream) < cursor.Next || _table.First(i, cursor.Stream) >= best)
                continue;
            if (FindIn(i, 0, cursor) && cursor.Sequence < best)
            {
                best = cursor.Sequence;
                found = i;
                position = cursor.Position;
            }
        }
        if (found < 0)
            return false;
        cursor.Segment = found;
        cursor.Counter = _table.Counter[found];
        cursor.Position = position;
        cursor.Sequence = best;
        return _log.Peek(found, position, _table.Bytes[found], cursor.Counter);
    }

    private bool FindIn(int segment, int from, JournalCursor cursor)
    {
        int limit = _table.Bytes[segment];
        long counter = _table.Counter[segment];
        for (int position = _log.Next(segment, from, limit, counter); position >= 0; position = _log.Next(segment, position + _log.Total, limit, counter))
        {
            if (_log.Type == RecordType.Message && _log.Key == cursor.Stream && _log.Sequence >= cursor.Next)
            {
                cursor.Position = position;
                cursor.Sequence = _log.Sequence;
                return _log.Sequence < _committed[cursor.Stream];
            }
        }
        return false;
    }
}
