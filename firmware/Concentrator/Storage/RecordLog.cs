using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Storage;

/// <summary>
/// Records in segments: {length 4, CRC-32 4, type 1, key 1, sequence 8, payload}. The CRC covers the segment's
/// counter too, so that what an earlier life of a segment left behind never passes for this one's.
/// </summary>
internal sealed class RecordLog
{
    public const int HeaderBytes = 18;

    private const int CounterBytes = 8;
    private const int ReadsMax = 3;

    private readonly IFlash _flash;
    private readonly Crc32 _crc = new Crc32();
    private readonly byte[] _head = new byte[HeaderBytes];
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
    /// <returns>False when the medium refused.</returns>
    public bool Write(int segment, long counter, int type, int key, long sequence, int length)
    {
        LittleEndian.Put(Buffer, 0, 4, length);
        Buffer[8] = (byte)type;
        Buffer[9] = (byte)key;
        LittleEndian.Put(Buffer, 10, 8, sequence);
        uint crc = _crc.Update(HeadCrc(Buffer, type, counter), Buffer, HeaderBytes, length);
        LittleEndian.Put(Buffer, 4, 4, crc);
        return _flash.Append(segment, Buffer, 0, HeaderBytes + length);
    }

    /// <summary>Reads the head of the record at a position, which must end before <paramref name="limit"/>.</summary>
    /// <returns>False when there is none that could be.</returns>
    public bool Peek(int segment, int position, int limit)
    {
        if (limit - position < HeaderBytes || !Fetch(segment, position, _head, 0, HeaderBytes))
            return false;
        long length = LittleEndian.Get(_head, 0, 4);
        if (length > _payloadMax || length > limit - position - HeaderBytes)
            return false;
        Length = (int)length;
        Type = _head[8];
        Key = _head[9];
        Sequence = LittleEndian.Get(_head, 10, 8);
        return Type >= RecordType.Header && Type <= RecordType.Boot && Sequence >= 0;
    }

    /// <summary>Copies the payload of the record just peeked at, at the same position.</summary>
    /// <returns>False when it is not what was written.</returns>
    public bool Load(int segment, int position, long counter, byte[] target, int offset)
    {
        return Fetch(segment, position + HeaderBytes, target, offset, Length)
            && _crc.Update(HeadCrc(_head, Type, counter), target, offset, Length) == StoredCrc();
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

    private uint StoredCrc()
    {
        return (uint)LittleEndian.Get(_head, 4, 4);
    }

    /// <summary>The header says the counter itself, so that it can be read before the counter is known.</summary>
    private uint HeadCrc(byte[] head, int type, long counter)
    {
        LittleEndian.Put(_counter, 0, CounterBytes, type == RecordType.Header ? 0 : counter);
        uint crc = _crc.Update(0, _counter, 0, CounterBytes);
        crc = _crc.Update(crc, head, 0, 4);
        return _crc.Update(crc, head, 8, HeaderBytes - 8);
    }
}
