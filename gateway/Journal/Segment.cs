using System.Buffers.Binary;
using System.Globalization;

namespace Wattline.Gateway.Journal;

/// <summary>
/// One file of the log. Its header, 32 bytes, little endian: magic u64, version u32, CRC-32C u32 (of everything but
/// itself), first LSN i64, received at i64 (Unix ms, of the first record). It ends where the next segment's first LSN
/// says, whatever bytes a torn write left behind it; that is why a torn tail is never overwritten.
/// </summary>
internal sealed class Segment(string name, long firstLsn, long firstReceivedAt)
{
    public const int HeaderBytes = 32;
    private const ulong Magic = 0x0A31_474C_5454_4157; // "WATTLG1\n"
    private const uint Version = 2;
    private const string Suffix = ".log";

    public string Name { get; } = name;

    public long FirstLsn { get; } = firstLsn;

    public long FirstReceivedAt { get; } = firstReceivedAt;

    /// <summary>Bytes of the file that hold its header and whole records.</summary>
    public long Length { get; set; } = HeaderBytes;

    public static string NameOf(long firstLsn) => firstLsn.ToString("x16", CultureInfo.InvariantCulture) + Suffix;

    public static bool IsName(string name) =>
        name.Length == 16 + Suffix.Length && name.EndsWith(Suffix, StringComparison.Ordinal)
        && long.TryParse(name.AsSpan(0, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _);

    /// <summary>The first LSN of the segment of this name.</summary>
    public static long FirstLsnOf(string name) => long.Parse(name.AsSpan(0, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    public void WriteHeader(Span<byte> into)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(into, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(into[8..], Version);
        BinaryPrimitives.WriteInt64LittleEndian(into[16..], FirstLsn);
        BinaryPrimitives.WriteInt64LittleEndian(into[24..], FirstReceivedAt);
        BinaryPrimitives.WriteUInt32LittleEndian(into[12..], Checksum(into));
    }

    /// <summary>The segment that a header describes, or null when it is torn or not ours.</summary>
    /// <exception cref="JournalDamagedException">A header of another version.</exception>
    public static Segment? ReadHeader(string name, ReadOnlySpan<byte> header)
    {
        if (header.Length < HeaderBytes
            || BinaryPrimitives.ReadUInt64LittleEndian(header) != Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(header[12..]) != Checksum(header))
        {
            return null;
        }
        if (BinaryPrimitives.ReadUInt32LittleEndian(header[8..]) is var version and not Version)
        {
            throw new JournalDamagedException(name, 8, $"the segment is of version {version}, and this program reads version {Version}");
        }
        var first = BinaryPrimitives.ReadInt64LittleEndian(header[16..]);
        return NameOf(first) == name ? new(name, first, BinaryPrimitives.ReadInt64LittleEndian(header[24..])) : null;
    }

    private static uint Checksum(ReadOnlySpan<byte> header) =>
        Crc32C.Finish(Crc32C.Add(Crc32C.Add(Crc32C.Start, header[..12]), header[16..HeaderBytes]));
}
