namespace Wattline.Firmware.Storage;

/// <summary>A place in a stream, from which reading goes on.</summary>
public sealed class JournalCursor
{
    /// <summary>Reads a stream from its start; move it by <see cref="Seek"/>.</summary>
    /// <param name="stream">One of <see cref="Streams"/>.</param>
    public JournalCursor(int stream)
    {
        Stream = stream;
        Seek(stream, 1);
    }

    /// <summary>One of <see cref="Streams"/>.</summary>
    public int Stream { get; private set; }

    /// <summary>The lowest sequence that the next read may give.</summary>
    public long Next { get; internal set; }

    /// <summary>The sequence that the last read gave.</summary>
    public long Sequence { get; internal set; }

    /// <summary>Where the search goes on; a hint that is checked against <see cref="Counter"/>.</summary>
    internal int Segment;

    internal long Counter;

    internal int Position;

    /// <summary>Moves to a sequence.</summary>
    public void Seek(int stream, long next)
    {
        Stream = stream;
        Next = next;
        Segment = -1;
    }
}
