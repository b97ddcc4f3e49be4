using System.Buffers.Binary;

namespace Wattline.Gateway.Journal;

/// <summary>
/// The cursors on disk, replaced as a whole: magic u64, then for each stream its low-water mark i64, a count u32 and that
/// many LSNs i64, then a CRC-32C u32; little endian. A file that is missing or torn means that everything held is sent again.
/// </summary>
internal static class CursorFile
{
    public const string Name = "cursors";
    private const string NewName = "cursors.new";
    private const ulong Magic = 0x0A31_5352_5543_4157; // "WACURS1\n"

    public static StreamCursor[] Load(IJournalDisk disk)
    {
        var cursors = Enumerable.Range(0, JournalLimits.Streams).Select(_ => new StreamCursor()).ToArray();
        var length = disk.Length(Name);
        if (length is < 12 or > 8L * JournalLimits.Streams * (JournalLimits.OutstandingMax + 4))
        {
            return cursors;
        }
        var bytes = new byte[length];
        if (disk.Read(Name, 0, bytes) != length
            || BinaryPrimitives.ReadUInt64LittleEndian(bytes) != Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(^4..)) != Crc32C.Finish(Crc32C.Add(Crc32C.Start, bytes.AsSpan(..^4))))
        {
            return cursors;
        }
        var at = 8;
        foreach (var cursor in cursors)
        {
            var low = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at));
            var above = new long[BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at + 8))];
            at += 12;
            for (var i = 0; i < above.Length; i++, at += 8)
            {
                above[i] = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at));
            }
            cursor.Restore(low, above);
        }
        return cursors;
    }

    public static DiskOutcome Save(IJournalDisk disk, StreamCursor[] cursors)
    {
        var marks = new (long Low, List<long> Above)[cursors.Length];
        for (var i = 0; i < cursors.Length; i++)
        {
            var above = new List<long>();
            marks[i] = (cursors[i].Snapshot(above), above);
        }
        var bytes = new byte[8 + marks.Sum(mark => 12 + (8 * mark.Above.Count)) + 4];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Magic);
        var at = 8;
        foreach (var (low, above) in marks)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(at), low);
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at + 8), above.Count);
            at += 12;
            foreach (var lsn in above)
            {
                BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(at), lsn);
                at += 8;
            }
        }
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), Crc32C.Finish(Crc32C.Add(Crc32C.Start, bytes.AsSpan(..at))));
        var outcome = Write(disk, bytes);
        if (outcome != DiskOutcome.Done)
        {
            foreach (var cursor in cursors)
            {
                cursor.SaveFailed();
            }
        }
        return outcome;
    }

    private static DiskOutcome Write(IJournalDisk disk, byte[] bytes)
    {
        Func<DiskOutcome>[] steps =
        [
            () => disk.Create(NewName),
            () => disk.Append(NewName, bytes),
            () => disk.SyncFile(NewName),
            () => disk.Rename(NewName, Name),
            disk.SyncDirectory,
        ];
        foreach (var step in steps)
        {
            if (step() is var outcome and not DiskOutcome.Done)
            {
                return outcome;
            }
        }
        return DiskOutcome.Done;
    }
}
