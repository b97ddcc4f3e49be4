using System.Text;
using Wattline.Firmware.Ports;

namespace Wattline.Tests.Firmware.Concentrator.Kiosks;

/// <summary>A scripted receipt printer: it answers DLE EOT n at once, and keeps what it was sent.</summary>
internal sealed class FakePrinter : ISerialLine
{
    private readonly Queue<byte> _output = new();

    public bool HasPaper { get; set; } = true;

    /// <summary>The paper ends while this receipt is printed.</summary>
    public bool EndsInPrint { get; set; }

    /// <summary>Says that all is well, whatever is.</summary>
    public bool Lies { get; set; }

    public bool Dead { get; set; }

    /// <summary>What it was sent to print.</summary>
    public List<string> Sent { get; } = [];

    public void Configure(int baud, int parity, int stopBits) => _output.Clear();

    public void Write(byte[] buffer, int offset, int count)
    {
        if (Dead)
        {
            return;
        }
        if (count == 3 && buffer[offset] == 0x10 && buffer[offset + 1] == 0x04)
        {
            var bad = !HasPaper && !Lies;
            // A byte that is no answer comes first: it is passed over.
            _output.Enqueue(0xFF);
            _output.Enqueue((byte)(0x12 | (bad ? buffer[offset + 2] switch { 1 => 0x08, 2 => 0x20, _ => 0x60 } : 0)));
            return;
        }
        Sent.Add(Encoding.ASCII.GetString(buffer, offset, count));
        HasPaper &= !EndsInPrint;
    }

    public int Read(byte[] buffer, int offset, int count)
    {
        var taken = Math.Min(count, _output.Count);
        for (var i = 0; i < taken; i++)
        {
            buffer[offset + i] = _output.Dequeue();
        }
        return taken;
    }
}
