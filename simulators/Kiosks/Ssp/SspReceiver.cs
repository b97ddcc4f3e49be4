namespace Wattline.Simulators.Kiosks.Ssp;

/// <summary>
/// Takes SSP packets from a stream byte by byte: 7F, sequence and address, length, data, CRC low and high; every
/// 7F after the first is doubled, so a single one always starts a packet.
/// </summary>
internal sealed class SspReceiver
{
    private const byte Start = 0x7F;

    private readonly byte[] _bytes = new byte[2 + 255 + 2];
    private int _count = -1;
    private bool _sawStart;

    /// <summary>The last good packet.</summary>
    public SspPacket? Packet { get; private set; }

    /// <summary>True between a start and the end of its packet.</summary>
    public bool IsInside => _count >= 0 || _sawStart;

    /// <summary>Takes a byte.</summary>
    /// <returns>None while nothing has ended, else how the packet ended.</returns>
    public SspVerdict Take(byte value)
    {
        if (_sawStart)
        {
            _sawStart = false;
            if (value == Start)
                return _count < 0 ? SspVerdict.None : Add(value);
            var broken = _count >= 0;
            _count = 0;
            var verdict = Add(value);
            return broken ? SspVerdict.BadStuffing : verdict;
        }
        if (value == Start)
        {
            _sawStart = true;
            return SspVerdict.None;
        }
        return _count < 0 ? SspVerdict.None : Add(value);
    }

    /// <summary>Forgets what has begun.</summary>
    public void Clear() => (_count, _sawStart) = (-1, false);

    private SspVerdict Add(byte value)
    {
        _bytes[_count++] = value;
        if (_count < 2 || _count < 4 + _bytes[1])
            return SspVerdict.None;
        var body = _bytes.AsSpan(0, _count - 2);
        var crc = SspCrc.Of(body);
        var isGood = _bytes[_count - 2] == (byte)crc && _bytes[_count - 1] == crc >> 8;
        if (isGood)
            Packet = new SspPacket(_bytes[0] >> 7, _bytes[0] & 0x7F, body[2..].ToArray());
        _count = -1;
        return isGood ? SspVerdict.Good : SspVerdict.BadCrc;
    }
}
