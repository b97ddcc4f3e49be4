using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Uplink;

/// <summary>Takes packets off a socket, byte by exact byte, so that nothing is ever moved in the buffer.</summary>
internal sealed class MqttReader
{
    public const int NeedMore = 0;
    public const int Packet = 1;
    public const int Malformed = 2;
    public const int TooLarge = 3;

    private const int AtStart = 0;
    private const int InLength = 1;
    private const int InBody = 2;

    private readonly byte[] _one = new byte[1];
    private readonly byte[] _rest = new byte[64];
    private int _state;
    private int _shift;
    private int _have;

    /// <summary>The first byte of the packet.</summary>
    public int First { get; private set; }

    /// <summary>What follows its header, from 0.</summary>
    public byte[] Body { get; } = new byte[UplinkLimits.PacketBytesMax];

    /// <summary>Bytes of the body.</summary>
    public int Length { get; private set; }

    /// <summary>The body is longer than there is room: of a PUBLISH the beginning is here and the rest is skipped, or a retained one would end every connection.</summary>
    public bool IsOversized => Length > Body.Length;

    /// <summary>Begins a new connection.</summary>
    public void Reset()
    {
        _state = AtStart;
    }

    /// <summary>Reads on to the end of a packet.</summary>
    public int Read(ISocketPort socket)
    {
        while (_state != InBody)
        {
            if (socket.Read(_one, 0, 1) != 1)
                return NeedMore;
            int value = _one[0];
            if (_state == AtStart)
            {
                First = value;
                Length = 0;
                _shift = 0;
                _have = 0;
                _state = InLength;
                continue;
            }
            Length |= (value & 0x7F) << _shift;
            _shift += 7;
            if ((value & 0x80) == 0)
                _state = InBody;
            else if (_shift == 28)
                return Malformed;
        }
        if (IsOversized && (First & 0xF0) != MqttPacket.Publish)
            return TooLarge;
        while (_have < Length)
        {
            int count;
            if (_have < Body.Length)
                count = socket.Read(Body, _have, (Length < Body.Length ? Length : Body.Length) - _have);
            else
                count = socket.Read(_rest, 0, Length - _have < _rest.Length ? Length - _have : _rest.Length);
            if (count <= 0)
                return NeedMore;
            _have += count;
        }
        _state = AtStart;
        return Packet;
    }
}
