using System.Text;
using Wattline.Firmware.Ports;

namespace Wattline.Tests.Firmware.Concentrator.Kiosks;

/// <summary>A scripted coin acceptor at address 2 that keeps its last five events under a number of 1 to 255 (ccTalk generic specification, part 3, header 229).</summary>
internal sealed class FakeCoins : ISerialLine
{
    private readonly Queue<byte> _output = new();
    private readonly List<byte[]> _events = [];

    /// <summary>The number of the last event; 0 after a start.</summary>
    public int Number { get; set; }

    /// <summary>Coins that it has counted; null: it does not count.</summary>
    public int? Accepted { get; set; }

    public bool IsOpen { get; private set; }

    /// <summary>A coin falls, or something else happens: position (0: no coin) and path or error.</summary>
    public void Say(byte position, byte second)
    {
        Number = Number % 255 + 1;
        _events.Insert(0, [position, second]);
        if (position > 0) Accepted++;
    }

    /// <summary>The power fails: what was not told is gone.</summary>
    public void Restart()
    {
        Number = 0;
        _events.Clear();
        IsOpen = false;
    }

    public void Configure(int baud, int parity, int stopBits)
    {
    }

    public void Write(byte[] buffer, int offset, int count)
    {
        var packet = buffer.AsSpan(offset, count);
        if (packet[0] != 2 || packet.ToArray().Sum(static value => value) % 256 != 0) return;
        var data = packet[3] switch
        {
            254 or 231 => [],
            228 => Open(packet[4]),
            184 => Encoding.ASCII.GetBytes(packet[4] == 1 ? "CN050A" : packet[4] == 2 ? "CN100A" : "......"),
            225 => Accepted is { } coins ? [(byte)coins, (byte)(coins >> 8), 0] : null,
            229 => [(byte)Number, .. _events.Take(5).Concat(Enumerable.Repeat(new byte[2], 5)).Take(5).SelectMany(static pair => pair)],
            _ => (byte[]?)null,
        };
        byte[] reply = [1, (byte)(data?.Length ?? 0), 2, (byte)(data is null ? 5 : 0), .. data ?? []];
        foreach (var value in reply.Append((byte)-reply.Sum(static value => value))) _output.Enqueue(value);
    }

    public int Read(byte[] buffer, int offset, int count)
    {
        var read = 0;
        while (read < count && _output.TryDequeue(out var value)) buffer[offset + read++] = value;
        return read;
    }

    private byte[] Open(int master)
    {
        IsOpen = (master & 1) != 0;
        return [];
    }
}
