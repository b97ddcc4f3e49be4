using System;
using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Storage;

/// <summary>
/// Records in segments: {length 4, type 1, key 1, sequence 8, check 2, CRC-32 4, payload}. The check is of the head
/// alone, so that a record whose payload is spoiled can be passed by, and a torn one be told from a spoiled one; the
/// CRC is of head and payload. Both cover the segment's counter, so that what an earlier life of a segment left behind
/// never passes for this one's.
/// </summary>
internal sealed class RecordLog
{
    public const int HeaderBytes = 20;

    private const int CheckAt = 14;
    private const int CrcAt = 16;
    private const int CounterBytes = 8;
    private const int ReadsMax = 3;
    private const int WindowBytes = 256;
    private const int AfterSyncBit = 0x80;

    private readonly IFlash _flash;
    private readonly Crc32 _crc = new Crc32();
    private readonly byte[] _head = new byte[HeaderBytes];
    private readonly byte[] _window = new byte[WindowBytes];
    private readonly byte[] _counter = new byte[CounterBytes];
    private readonly int _payloadMax;

    public RecordLog(IFlash flash, int payloadMax)
    {
        _flash = flash;
        _payloadMax = payloadMax;
        Buffer = new byte[HeaderBytes + payloadMax];
    }

    /// <summary>Payloads to write are put here, from <see cref="HeaderBytes"/>.</summary>
    public byte[] Buffer { get; }

    /// <summary>Of the record last peeked at: its type, one of <see cref="RecordType"/>.</summary>
    public int Type { get; private set; }

    /// <summary>Of the record last peeked at: everything before it in its segment was durable when it was written.</summary>
    public bool IsAfterSync { get; private set; }

    /// <summary>Of the record last peeked at: stream of a message, key of a state.</summary>
    public int Key { get; private set; }

    /// <summary>Of the record last peeked at.</summary>
    public long Sequence { get; private set; }

    /// <summary>Of the record last peeked at: bytes of its payload.</summary>
    public int Length { get; private set; }

    /// <summary>Of the record last peeked at: bytes in all.</summary>
    public int Total => HeaderBytes + Length;

    /// <summary>True when the medium gave fewer bytes than the segment holds, however often it was asked; set false to begin anew.</summary>
    public bool ReadFailed { get; set; }

    /// <summary>Appends the payload in <see cref="Buffer"/> as a record.</summary>
    /// <param name="isAfterSync">Everything before it in the segment is durable.</param>
    /// <returns>False when the medium refused.</returns>
    public bool Write(int segment, long counter, int type, int key, long sequence, int length, bool isAfterSync)
    {
        LittleEndian.Put(Buffer, 0, 4, length);
        Buffer[4] = (byte)(isAfterSync ? type | AfterSyncBit : type);
        Buffer[5] = (byte)key;
        LittleEndian.Put(Buffer, 6, 8, sequence);
        uint crc = HeadCrc(Buffer, 0, counter);
        LittleEndian.Put(Buffer, CheckAt, 2, crc & 0xFFFF);
        LittleEndian.Put(Buffer, CrcAt, 4, _crc.Update(crc, Buffer, HeaderBytes, length));
        return _flash.Append(segment, Buffer, 0, HeaderBytes + length);
    }

    /// <summary>Reads the head of the record at a position; the record may be cut off by the <paramref name="limit"/>.</summary>
    /// <returns>False when there is no head.</returns>
    public bool Peek(int segment, int position, int limit, long counter)
    {
        return limit - position >= HeaderBytes
            && Fetch(segment, position, _head, 0, HeaderBytes)
            && IsHead(_head, 0, counter)
            && TakeHead(_head, 0);
    }

    /// <summary>Peeks at the first whole record at or behind a position; what lies before it is no record.</summary>
    /// <returns>Its position; -1 when there is none.</returns>
    public int Next(int segment, int position, int limit, long counter)
    {
        if (Peek(segment, position, limit, counter) && Total <= limit - position)
            return position;
        int at = position + 1;
        while (limit - at >= HeaderBytes)
        {
            int count = limit - at < WindowBytes ? limit - at : WindowBytes;
            if (!Fetch(segment, at, _window, 0, count))
                return -1;
            for (int i = 0; i <= count - HeaderBytes; i++)
            {
                if (IsHead(_window, i, counter) && TakeHead(_window, i) && Total <= limit - at - i)
                    return at + i;
            }
            at += count - HeaderBytes + 1;
        }
        return -1;
    }

    /// <summary>Copies the payload of the record just peeked at, at the same position.</summary>
    /// <returns>False when it is not what was written.</returns>
    public bool Load(int segment, int position, long counter, byte[] target, int offset)
    {
        return Fetch(segment, position + HeaderBytes, target, offset, Length)
            && _crc.Update(HeadCrc(_head, 0, counter), target, offset, Length) == (uint)LittleEndian.Get(_head, CrcAt, 4);
    }

    /// <summary>Reads bytes that the segment holds: fewer are a fault of the medium, which may pass.</summary>
    private bool Fetch(int segment, int position, byte[] target, int offset, int count)
    {
        for (int read = 0; read < ReadsMax; read++)
        {
            if (_flash.Read(segment, position, target, offset, count) == count)
                return true;
        }
        ReadFailed = true;
        return false;
    }

    private bool IsHead(byte[] bytes, int offset, long counter)
    {
        int type = bytes[offset + 4] & ~AfterSyncBit;
        return type >= RecordType.Header
            && type <= RecordType.Boot
            && LittleEndian.Get(bytes, offset, 4) <= _payloadMax
            && LittleEndian.Get(bytes, offset + 6, 8) >= 0
            && LittleEndian.Get(bytes, offset + CheckAt, 2) == (HeadCrc(bytes, offset, counter) & 0xFFFF);
    }

    private bool TakeHead(byte[] bytes, int offset)
    {
        if (bytes != _head)
            Array.Copy(bytes, offset, _head, 0, HeaderBytes);
        Length = (int)LittleEndian.Get(_head, 0, 4);
        Type = _head[4] & ~AfterSyncBit;
        IsAfterSync = Type != _head[4];
        Key = _head[5];
        Sequence = LittleEndian.Get(_head, 6, 8);
        return true;
    }

    /// <summary>A segment's header and its copy say the counter themselves, so that they can be read before it is known.</summary>
    private uint HeadCrc(byte[] head, int offset, long counter)
    {
        int type = head[offset + 4] & ~AfterSyncBit;
        LittleEndian.Put(_counter, 0, CounterBytes, type == RecordType.Header || type == RecordType.CheckpointEnd ? 0 : counter);
        return _crc.Update(_crc.Update(0, _counter, 0, CounterBytes), head, offset, CheckAt);
    }
}
