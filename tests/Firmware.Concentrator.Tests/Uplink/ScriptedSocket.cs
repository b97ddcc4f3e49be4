using Wattline.Firmware.Ports;
using Xunit;

namespace Wattline.Tests.Firmware.Concentrator.Uplink;

/// <summary>The other end of the wire, as a script of bytes.</summary>
internal sealed class ScriptedSocket : ISocketPort
{
    private readonly Queue<byte> _down = new();
    private readonly List<byte> _up = [];

    public int State { get; set; }

    /// <summary>Bytes that the socket still takes.</summary>
    public int Room { get; set; } = int.MaxValue;

    public int Connects { get; private set; }

    public void Connect()
    {
        Connects++;
        State = SocketState.Connecting;
    }

    public int Read(byte[] buffer, int offset, int count)
    {
        int read = 0;
        while (read < count && _down.TryDequeue(out byte value))
            buffer[offset + read++] = value;
        return read;
    }

    public int Write(byte[] buffer, int offset, int count)
    {
        int taken = Math.Min(count, Room);
        Room -= taken;
        _up.AddRange(buffer.AsSpan(offset, taken));
        return taken;
    }

    public void Close() => Drop();

    /// <summary>The network fails.</summary>
    public void Drop()
    {
        State = SocketState.Closed;
        _down.Clear();
        _up.Clear();
    }

    public void Send(string hex)
    {
        foreach (byte value in Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)))
            _down.Enqueue(value);
    }

    /// <summary>Takes what was written, as packets in hex.</summary>
    public List<string> Packets(int max = int.MaxValue)
    {
        List<string> packets = [];
        int at = 0;
        while (at < _up.Count && packets.Count < max)
        {
            int length = 0;
            int header = 1;
            for (int shift = 0; ; shift += 7)
            {
                length |= (_up[at + header] & 0x7F) << shift;
                if ((_up[at + header++] & 0x80) == 0)
                    break;
            }
            Assert.True(at + header + length <= _up.Count, "half a packet");
            packets.Add(Convert.ToHexString([.. _up.GetRange(at, header + length)]));
            at += header + length;
        }
        _up.RemoveRange(0, at);
        return packets;
    }
}
