using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Lines;

/// <summary>How a line is set now: it is configured only when that changes, for it loses what it has received.</summary>
public sealed class LineSetting
{
    private readonly ISerialLine _line;

    internal LineSetting(ISerialLine line)
    {
        _line = line;
    }

    /// <summary>Bits a second; 0 before the first use.</summary>
    public int Baud { get; private set; }

    /// <summary>0 none, 1 odd, 2 even.</summary>
    public int Parity { get; private set; }

    /// <summary>Sets speed and check bit.</summary>
    public void Use(int baud, int parity)
    {
        if (baud != Baud || parity != Parity)
        {
            Baud = baud;
            Parity = parity;
            _line.Configure(baud, parity, 1);
        }
    }
}
