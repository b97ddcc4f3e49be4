namespace Wattline.Gateway.Journal;

/// <summary>
/// Finds the end of the log after a start. A commit is written and then synced before the next one is written, so a power cut
/// can spoil the last commit only, but any pages of it: a record that cannot be read ends the log, and what stands behind it is
/// set aside as long as it is of a commit that began no later. A valid record of a commit that began after the bad one is
/// proof that the bad one was durable: that is damage, and the log does not open.
/// </summary>
internal sealed class JournalRecovery(IJournalDisk disk)
{
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
            else if (name != names[^1] || HoldsLaterCommit(scanner, name, 0, Segment.FirstLsnOf(name) - 1))
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
                if (end != long.MaxValue || HoldsLaterCommit(scanner, segment.Name, offset, next))
                {
                    throw new JournalDamagedException(segment.Name, offset, $"record {next} cannot be read, and a later commit can");
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

    /// <summary>Whether behind the offset, where record <paramref name="missing"/> should stand, stands a valid record of a commit that began after it.</summary>
    private bool HoldsLaterCommit(SegmentScanner scanner, string name, long offset, long missing)
    {
        var window = new byte[JournalLimits.ReadChunkBytes];
        var at = offset;
        while (true)
        {
            var read = disk.Read(name, at, window);
            for (var i = 0; i + RecordFormat.HeaderBytes <= read; i++)
            {
                // The cheap tests come first: of noise hardly one position in 2^40 reaches the checksum.
                var lsn = RecordFormat.Lsn(window.AsSpan(i));
                // Each record between takes its header at least: what claims more is noise, or a payload made to look like a record.
                if (lsn <= missing || lsn - missing > (at + i - offset) / RecordFormat.HeaderBytes
                    || RecordFormat.CommitLsn(window.AsSpan(i)) <= missing
                    || RecordFormat.PlausibleLength(window.AsSpan(i, read - i)) == 0)
                {
                    continue;
                }
                scanner.Seek(name, at + i);
                if (scanner.TryPeek(out _))
                {
                    return true;
                }
            }
            if (read < RecordFormat.HeaderBytes)
            {
                return false;
            }
            at += read - RecordFormat.HeaderBytes + 1;
        }
    }
}
