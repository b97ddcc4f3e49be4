namespace Wattline.Firmware.Storage;

/// <summary>
/// What a segment begins with. With the states and the records up to <see cref="RecordType.CheckpointEnd"/> it is a
/// checkpoint: all that the journal knows, so that the newest segment alone is enough.
/// </summary>
internal sealed class SegmentHeader
{
    /// <summary>Bytes of the payload.</summary>
    public const int Bytes = 5 + 36 + Streams.Count * 48;

    private const long Magic = 0x314A4C57; // "WLJ1"
    private const int Version = 4;

    /// <summary>Counts the segments that were begun; the highest is the newest.</summary>
    public long Counter;

    /// <summary>Drawn when the journal was formatted.</summary>
    public ulong Epoch;

    /// <summary>Starts of the device so far.</summary>
    public long Boot;

    /// <summary>Counter of the segment that was given up for room: it does not count any more, erased or not.</summary>
    public long Evicted;

    /// <summary>Counter of the segment before.</summary>
    public long Previous;

    /// <summary>The bytes of the segment before that count; what follows was refused by the medium, or was carried over.</summary>
    public int PreviousBytes;

    /// <summary>Next sequence of each stream, as far as earlier segments know.</summary>
    public readonly long[] Next = new long[Streams.Count];

    /// <summary>The highest sequence of each stream that is settled: acknowledged, or told to be lost.</summary>
    public readonly long[] Watermark = new long[Streams.Count];

    /// <summary>First sequence of the range of each stream that was lost last; 0 when there is none.</summary>
    public readonly long[] LostFirst = new long[Streams.Count];

    /// <summary>Last sequence of that range.</summary>
    public readonly long[] LostLast = new long[Streams.Count];

    /// <summary>Sequence of the lost event that tells of it, in the events stream.</summary>
    public readonly long[] LostEvent = new long[Streams.Count];

    /// <summary>How much of the range that event tells: the rest was lost since, and is told once the event is acknowledged.</summary>
    public readonly long[] LostTold = new long[Streams.Count];

    /// <summary>Writes the payload; the record's sequence is the counter.</summary>
    public void Write(byte[] buffer, int offset)
    {
        LittleEndian.Put(buffer, offset, 4, Magic);
        buffer[offset + 4] = Version;
        LittleEndian.Put(buffer, offset + 5, 8, (long)Epoch);
        LittleEndian.Put(buffer, offset + 13, 8, Boot);
        LittleEndian.Put(buffer, offset + 21, 8, Evicted);
        LittleEndian.Put(buffer, offset + 29, 8, Previous);
        LittleEndian.Put(buffer, offset + 37, 4, PreviousBytes);
        int position = offset + 41;
        for (int stream = 0; stream < Streams.Count; stream++)
        {
            LittleEndian.Put(buffer, position, 8, Next[stream]);
            LittleEndian.Put(buffer, position + 8, 8, Watermark[stream]);
            LittleEndian.Put(buffer, position + 16, 8, LostFirst[stream]);
            LittleEndian.Put(buffer, position + 24, 8, LostLast[stream]);
            LittleEndian.Put(buffer, position + 32, 8, LostEvent[stream]);
            LittleEndian.Put(buffer, position + 40, 8, LostTold[stream]);
            position += 48;
        }
    }

    /// <summary>True when it is a journal's header, of whatever version.</summary>
    public static bool IsJournals(byte[] buffer, int offset, int length)
    {
        return length >= 5 && LittleEndian.Get(buffer, offset, 4) == Magic;
    }

    /// <summary>Reads the payload.</summary>
    /// <returns>False when it is not ours, or of another version.</returns>
    public bool Read(long counter, byte[] buffer, int offset)
    {
        if (LittleEndian.Get(buffer, offset, 4) != Magic || buffer[offset + 4] != Version)
            return false;
        Counter = counter;
        Epoch = (ulong)LittleEndian.Get(buffer, offset + 5, 8);
        Boot = LittleEndian.Get(buffer, offset + 13, 8);
        Evicted = LittleEndian.Get(buffer, offset + 21, 8);
        Previous = LittleEndian.Get(buffer, offset + 29, 8);
        PreviousBytes = (int)LittleEndian.Get(buffer, offset + 37, 4);
        int position = offset + 41;
        for (int stream = 0; stream < Streams.Count; stream++)
        {
            Next[stream] = LittleEndian.Get(buffer, position, 8);
            Watermark[stream] = LittleEndian.Get(buffer, position + 8, 8);
            LostFirst[stream] = LittleEndian.Get(buffer, position + 16, 8);
            LostLast[stream] = LittleEndian.Get(buffer, position + 24, 8);
            LostEvent[stream] = LittleEndian.Get(buffer, position + 32, 8);
            LostTold[stream] = LittleEndian.Get(buffer, position + 40, 8);
            position += 48;
        }
        return true;
    }
}
