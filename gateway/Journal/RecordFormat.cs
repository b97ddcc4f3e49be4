using System.Buffers;
using System.Buffers.Binary;

namespace Wattline.Gateway.Journal;

/// <summary>
/// A record on disk, little endian: length u32 (of the whole record), CRC-32C u32 (of everything but itself), LSN i64,
/// received at i64 (Unix ms), type u8, stream u8, key length u16, place in its commit u32 (0 for the first record), key,
/// payload. A length of zero is the end of the log.
/// </summary>
internal static class RecordFormat
{
    public const int HeaderBytes = 32;

    /// <summary>The one type so far: a message as it came.</summary>
    public const byte MessageType = 1;

    public static int Size(int keyBytes, long payloadBytes) => checked((int)(HeaderBytes + keyBytes + payloadBytes));

    /// <summary>Writes a whole record; <paramref name="into"/> is exactly its size.</summary>
    public static void Write(
        Span<byte> into, long lsn, int place, long receivedAt, JournalStream stream, ReadOnlySpan<byte> key, in ReadOnlySequence<byte> payload)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(into, (uint)into.Length);
        BinaryPrimitives.WriteInt64LittleEndian(into[8..], lsn);
        BinaryPrimitives.WriteInt64LittleEndian(into[16..], receivedAt);
        into[24] = MessageType;
        into[25] = (byte)stream;
        BinaryPrimitives.WriteUInt16LittleEndian(into[26..], (ushort)key.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(into[28..], (uint)place);
        key.CopyTo(into[HeaderBytes..]);
        payload.CopyTo(into[(HeaderBytes + key.Length)..]);
        BinaryPrimitives.WriteUInt32LittleEndian(into[4..], Checksum(into));
    }

    /// <summary>The length field, if it can be one of a record: otherwise 0.</summary>
    public static int PlausibleLength(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderBytes)
        {
            return 0;
        }
        var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        return length is < HeaderBytes or > (uint)JournalLimits.RecordBytesMax ? 0 : (int)length;
    }

    public static long Lsn(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadInt64LittleEndian(record[8..]);

    /// <summary>The LSN that the record's commit began with: what was written and synced in one go.</summary>
    public static long CommitLsn(ReadOnlySpan<byte> record) => Lsn(record) - BinaryPrimitives.ReadUInt32LittleEndian(record[28..]);

    public static long ReceivedAt(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadInt64LittleEndian(record[16..]);

    public static JournalStream Stream(ReadOnlySpan<byte> record) => (JournalStream)record[25];

    public static int KeyBytes(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadUInt16LittleEndian(record[26..]);

    /// <summary>Whether a whole record, exactly as long as its length field says, is what was written.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> record) =>
        BinaryPrimitives.ReadUInt32LittleEndian(record[4..]) == Checksum(record)
        && record[24] == MessageType
        && record[25] < JournalLimits.Streams
        && KeyBytes(record) <= record.Length - HeaderBytes;

    private static uint Checksum(ReadOnlySpan<byte> record) =>
        Crc32C.Finish(Crc32C.Add(Crc32C.Add(Crc32C.Start, record[..4]), record[8..]));
}
