using System.Buffers.Binary;
using System.Numerics;
using Wattline.Simulators.EventHub.Hubs;

namespace Wattline.Simulators.EventHub.Storage;

/// <summary>
/// A record of a segment, little endian: length of the message i32, CRC-32C u32 of what follows, number i64, offset i64, time i64,
/// producer's group i64, its number i32, its epoch i16, kind u16, message.
/// </summary>
internal readonly record struct SegmentRecord(RecordKind Kind, long Sequence, long Offset, long EnqueuedAt, ProducerMark Producer)
{
    public const int HeadBytes = 48;

    /// <summary>Bytes of an event at most: more in a head means that it is none.</summary>
    private const int MessageBytesMax = 4 << 20;

    public static SegmentRecord Of(in StoredEvent stored, ProducerMark? producer) =>
        new(producer is null ? RecordKind.Event : RecordKind.ProducersEvent, stored.Sequence, stored.Offset, stored.EnqueuedAt, producer ?? default);

    public void Write(Stream to, ReadOnlySpan<byte> message)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        BinaryPrimitives.WriteInt32LittleEndian(head, message.Length);
        BinaryPrimitives.WriteInt64LittleEndian(head[8..], Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(head[16..], Offset);
        BinaryPrimitives.WriteInt64LittleEndian(head[24..], EnqueuedAt);
        BinaryPrimitives.WriteInt64LittleEndian(head[32..], Producer.Group);
        BinaryPrimitives.WriteInt32LittleEndian(head[40..], Producer.State?.Sequence ?? 0);
        BinaryPrimitives.WriteInt16LittleEndian(head[44..], Producer.State?.Epoch ?? 0);
        BinaryPrimitives.WriteUInt16LittleEndian(head[46..], (ushort)Kind);
        BinaryPrimitives.WriteUInt32LittleEndian(head[4..], Checksum(head, message));
        to.Write(head);
        to.Write(message);
    }

    /// <summary>Reads the next one; false when what follows is none.</summary>
    /// <param name="from">Where from.</param>
    /// <param name="buffer">Grows with the largest message.</param>
    /// <param name="record">The record.</param>
    /// <param name="length">The message's length in the buffer.</param>
    public static bool TryRead(Stream from, ref byte[] buffer, out SegmentRecord record, out int length)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        (record, length) = (default, 0);
        if (from.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false) < HeadBytes)
        {
            return false;
        }
        length = BinaryPrimitives.ReadInt32LittleEndian(head);
        var kind = (RecordKind)BinaryPrimitives.ReadUInt16LittleEndian(head[46..]);
        if (length is < 0 or > MessageBytesMax || !Enum.IsDefined(kind))
        {
            return false;
        }
        buffer = buffer.Length < length ? new byte[length] : buffer;
        var message = buffer.AsSpan(0, length);
        if (from.ReadAtLeast(message, length, throwOnEndOfStream: false) < length || Checksum(head, message) != BinaryPrimitives.ReadUInt32LittleEndian(head[4..]))
        {
            return false;
        }
        var state = new ProducerState(BinaryPrimitives.ReadInt16LittleEndian(head[44..]), BinaryPrimitives.ReadInt32LittleEndian(head[40..]));
        record = new SegmentRecord(kind, BinaryPrimitives.ReadInt64LittleEndian(head[8..]), BinaryPrimitives.ReadInt64LittleEndian(head[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(head[24..]), new ProducerMark(BinaryPrimitives.ReadInt64LittleEndian(head[32..]), state));
        return true;
    }

    private static uint Checksum(ReadOnlySpan<byte> head, ReadOnlySpan<byte> message) => ~Add(Add(uint.MaxValue, head[8..]), message);

    private static uint Add(uint crc, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }
        foreach (byte value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }
        return crc;
    }
}
