using System.Text;

namespace Wattline.Simulators.Kiosks;

/// <summary>A receipt printer that speaks ESC/POS, with a roll that ends. Passive: it answers what it hears, at once.</summary>
public sealed class ReceiptPrinter
{
    private const byte Escape = 0x1B, Group = 0x1D, DataLink = 0x10, EndOfTransmission = 0x04;

    private readonly List<byte> _command = [];
    private readonly StringBuilder _text = new();
    private readonly List<string> _receipts = [];

    /// <summary>There is no paper.</summary>
    public bool IsOutOfPaper { get; set; }

    /// <summary>It says that all is well, whatever is.</summary>
    public bool Lies { get; set; }

    /// <summary>It hears nothing.</summary>
    public bool IsDead { get; set; }

    /// <summary>What came out on paper, receipt by receipt.</summary>
    public IReadOnlyList<string> Receipts => _receipts;

    /// <summary>Receipts that were sent to it without paper.</summary>
    public int PrintedIntoTheVoid { get; private set; }

    /// <summary>Takes bytes from the line.</summary>
    /// <returns>The answers to the questions in them.</returns>
    public byte[] Hear(ReadOnlySpan<byte> bytes)
    {
        var answers = new List<byte>();
        foreach (var value in bytes)
        {
            if (IsDead)
                continue;
            if (_command.Count == 0 && value is not (Escape or Group or DataLink))
            {
                _text.Append((char)value);
                continue;
            }
            _command.Add(value);
            switch (_command)
            {
                case [DataLink, EndOfTransmission, var question]:
                    answers.Add(Status(question));
                    _command.Clear();
                    break;
                case [Escape, (byte)'@']:
                    _text.Clear();
                    _command.Clear();
                    break;
                case [Group, (byte)'V', 0x41, _]:
                    Cut();
                    _command.Clear();
                    break;
                case { Count: > 3 }:
                    _command.Clear();
                    break;
                default:
                    break;
            }
        }
        return [.. answers];
    }

    // Bits 1 and 4 are set in every answer. 1: bit 3 offline; 2: bit 5 stopped for want of paper; 4: bits 5 and 6 no paper.
    private byte Status(byte question) => (byte)(0x12 | (IsOutOfPaper && !Lies ? question switch { 1 => 0x08, 2 => 0x20, 4 => 0x6C, _ => 0 } : 0));

    private void Cut()
    {
        if (IsOutOfPaper)
            PrintedIntoTheVoid++;
        else
            _receipts.Add(_text.ToString());
        _text.Clear();
    }
}
