using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Kiosks;

/// <summary>
/// A receipt printer that speaks ESC/POS. It is asked for its state before and after the paper, for a printer prints into
/// the void without a word when its roll ends. Its word is all there is: a receipt's number never depends on it.
/// </summary>
public sealed class EscPosPrinter
{
    // DLE EOT n: 1 the printer, 2 why it is offline, 4 the roll. An answer has bits 1 and 4 set, bits 0 and 7 clear.
    private const byte Dle = 0x10;
    private const byte Eot = 0x04;
    private const byte Printer = 1;
    private const byte Offline = 2;
    private const byte Roll = 4;
    private const int AnswerMask = 0x93;
    private const int AnswerBits = 0x12;
    private const int IsOfflineBit = 0x08;
    private const int CoverPaperOrErrorBits = 0x04 | 0x20 | 0x40;
    private const int NoPaperBits = 0x60;

    // Where it is: nothing; three questions before; paper; three questions after.
    private const int Idle = 0;
    private const int Before = 1;
    private const int After = 2;

    private readonly ISerialLine _line;
    private readonly byte[] _text = new byte[PrinterLimits.ReceiptBytesMax];
    private readonly byte[] _input = new byte[PrinterLimits.ReadBytes];
    private readonly byte[] _question = new byte[] { Dle, Eot, Printer };
    private int _count;
    private int _at;
    private long _deadline = long.MaxValue;

    public EscPosPrinter(ISerialLine line)
    {
        _line = line;
        _line.Configure(PrinterLimits.Baud, PrinterLimits.Parity, PrinterLimits.StopBits);
    }

    /// <summary>True while it prints, or is asked.</summary>
    public bool IsBusy => _at != Idle;

    /// <summary>True when the last receipt came out, by the printer's own word before and after it.</summary>
    public bool IsPrinted { get; private set; }

    /// <summary>True when the last answer said that there is no paper.</summary>
    public bool IsOutOfPaper { get; private set; }

    /// <summary>Times that the printer did not answer.</summary>
    public int Silences { get; private set; }

    /// <summary>When an answer is late, in milliseconds since this start.</summary>
    public long Deadline => _deadline;

    /// <summary>Begins a receipt; what was written before is forgotten.</summary>
    public void Clear()
    {
        _count = 0;
        Put(0x1B);
        Put('@');
    }

    /// <summary>Adds a line of ASCII; what is too long for the paper goes on in the next.</summary>
    public void Line(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            Put(text[i] is >= ' ' and <= '~' ? text[i] : '?');
        }
        Put('\n');
    }

    /// <summary>Prints what was written.</summary>
    public void Print(long now)
    {
        Put(0x1D);
        Put('V');
        Put(0x41);
        Put(0);
        IsPrinted = false;
        _at = Before;
        Ask(Printer, now);
    }

    /// <summary>Takes answers, and goes on.</summary>
    public void Step(long now)
    {
        int count;
        while ((count = _line.Read(_input, 0, _input.Length)) > 0)
        {
            for (var i = 0; i < count && IsBusy; i++)
            {
                if ((_input[i] & AnswerMask) == AnswerBits)
                {
                    Take(_input[i], now);
                }
            }
        }
        if (IsBusy && now >= _deadline)
        {
            Silences++;
            End(false);
        }
    }

    private void Take(int answer, long now)
    {
        var asked = _question[2];
        if (asked == Roll)
        {
            IsOutOfPaper = (answer & NoPaperBits) != 0;
        }
        if ((asked == Printer && (answer & IsOfflineBit) != 0) || (asked == Offline && (answer & CoverPaperOrErrorBits) != 0) || (asked == Roll && IsOutOfPaper))
        {
            if (asked == Printer)
            {
                // Offline for which reason: paper alone is worth an event of its own.
                Ask(Roll, now);
                return;
            }
            End(false);
            return;
        }
        if (asked != Roll)
        {
            Ask(asked == Printer ? Offline : Roll, now);
        }
        else if (_at == Before)
        {
            _line.Write(_text, 0, _count);
            _at = After;
            // The question stands behind the paper in the printer's queue.
            Ask(Printer, now + (_count * PrinterLimits.ByteMicros / 1000));
        }
        else
        {
            End(true);
        }
    }

    private void Ask(byte what, long now)
    {
        _question[2] = what;
        _line.Write(_question, 0, _question.Length);
        _deadline = now + PrinterLimits.AnswerMs;
    }

    private void End(bool printed)
    {
        IsPrinted = printed;
        _at = Idle;
        _deadline = long.MaxValue;
    }

    private void Put(int value)
    {
        if (_count < _text.Length)
        {
            _text[_count++] = (byte)value;
        }
    }
}
