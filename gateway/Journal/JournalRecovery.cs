using System.Buffers.Binary;

namespace Wattline.Gateway.Journal;

/// <summary>
/// Finds the end of the log after a start. What a power cut left half written ends the log and is set aside; a record that
/// cannot be read although a later one can is damage, and the log does not open.
/// </summary>
internal sealed class JournalRecovery(IJournalDisk disk)
{
    /// <summary>How far a later record's LSN may be from the missing one to be taken for a record and not for noise.</summary>
    private const long LsnAhead = 1L << 32;

    /// <summary>The segments in order.</summary>
    public List<Segment> Segments { get; } = [];

    /// <summary>The highest LSN of the log, 0 for an empty one.</summary>
    public long LastLsn { get; private set; }

    /// <summary>Whether bytes that are no record follow the last one.</summary>
    public bool TornTail { get; private set; }

    /// <summary>Reads the log. Segments whose records are all at or below <paramref name="acknowledged"/> are not looked through.</summary>
    /// <exception cref="JournalDamagedException">A durable record cannot be read.</exception>
    public void Run(long acknowledged)
    {
        using var scanner = new SegmentScanner(disk);
        var names = disk.List().Where(Segment.IsName).Order(StringComparer.Ordinal).ToList();
        Span<byte> header = stackalloc byte[Segment.HeaderBytes];
        foreach (var name in names)
        {
            var read = disk.Read(name, 0, header);
            if (Segment.ReadHeader(name, header[..read]) is { } segment)
            {
                Segments.Add(segment);
            }
            else if (name != names[^1] || FindRecord(scanner, name, 0, 1))
            {
                throw new JournalDamagedException(name, 0, "the segment's header cannot be read, and records follow it");
            }
            else if (disk.Delete(name) != DiskOutcome.Done || disk.SyncDirectory() != DiskOutcome.Done)
            {
                throw new IOException($"The torn segment {name} cannot be deleted.");
            }
        }
        for (var i = 0; i < Segments.Count; i++)
        {
            var end = i + 1 < Segments.Count ? Segments[i + 1].FirstLsn : long.MaxValue;
            if (end - 1 <= acknowledged)
            {
                Segments[i].Length = disk.Length(Segments[i].Name);
                LastLsn = end - 1;
            }
            else
            {
                Scan(scanner, Segments[i], end);
            }
        }
    }

    private void Scan(SegmentScanner scanner, Segment segment, long end)
    {
        scanner.Seek(segment.Name, Segment.HeaderBytes);
        var next = segment.FirstLsn;
        while (next < end)
        {
            if (!scanner.TryPeek(out var record) || RecordFormat.Lsn(record.Span) != next)
            {
                var offset = scanner.Offset;
                if (end != long.MaxValue || FindRecord(scanner, segment.Name, offset, next))
                {
                    throw new JournalDamagedException(segment.Name, offset, $"record {next} cannot be read, and later ones can");
                }
                TornTail = disk.Length(segment.Name) > offset;
                segment.Length = offset;
                LastLsn = next - 1;
                return;
            }
            scanner.Advance(record.Length);
            next++;
        }
        segment.Length = scanner.Offset;
        LastLsn = next - 1;
    }

    /// <summary>Whether anywhere from the offset on stands a valid record of this LSN or a later one.</summary>
    private bool FindRecord(SegmentScanner scanner, string name, long offset, long lsnMin)
    {
        var window = new byte[JournalLimits.ReadChunkBytes];
        while (true)
        {
            var read = disk.Read(name, offset, window);
            for (var i = 0; i + RecordFormat.HeaderBytes <= read; i++)
            {
                // The cheap tests come first: of noise hardly one position in 2^32 reaches the checksum.
                var lsn = BinaryPrimitives.ReadInt64LittleEndian(window.AsSpan(i + 8));
                if (lsn < lsnMin || lsn - lsnMin > LsnAhead || RecordFormat.PlausibleLength(window.AsSpan(i, read - i)) == 0)
                {
                    continue;
                }
                scanner.Seek(name, offset + i);
                if (scanner.TryPeek(out _))
                {
                    return true;
                }
            }
            if (read < RecordFormat.HeaderBytes)
            {
                return false;
            }
            offset += read - RecordFormat.HeaderBytes + 1;
        }
    }
}
