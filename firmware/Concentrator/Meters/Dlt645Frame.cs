namespace Wattline.Firmware.Meters;

/// <summary>One frame of DL/T 645, taken off the line. The object is reused: it holds the last frame read into it.</summary>
public sealed class Dlt645Frame
{
    /// <summary>The address as on the wire: 6 bytes BCD, least significant first.</summary>
    public byte[] Address { get; } = new byte[6];

    /// <summary>The data field after −33H (also the identifier, where there is one).</summary>
    public byte[] Payload { get; } = new byte[Dlt645Limits.PayloadFieldMax];

    /// <summary>The control byte C.</summary>
    public int Control { get; internal set; }

    /// <summary>The length byte L: bytes in <see cref="Payload"/> that count.</summary>
    public int PayloadLength { get; internal set; }

    /// <summary>FE bytes directly before the frame.</summary>
    public int Preamble { get; internal set; }

    /// <summary>Other bytes dropped before the frame since the frame before it.</summary>
    public int NoiseBefore { get; internal set; }

    /// <summary>D7: true when a meter speaks, false for a master's request or its echo.</summary>
    public bool FromMeter => (Control & 0x80) != 0;

    /// <summary>D6: an abnormal answer, the error bits are the first byte of the payload.</summary>
    public bool Abnormal => (Control & 0x40) != 0;

    /// <summary>D5: more frames follow.</summary>
    public bool MoreFollow => (Control & 0x20) != 0;

    /// <summary>D4 to D0.</summary>
    public int Function => Control & 0x1F;

    /// <summary>The data identifier DI3 DI2 DI1 DI0; 0 when the payload is shorter than one.</summary>
    public uint Identifier => PayloadLength < 4
        ? 0
        : ((uint)Payload[3] << 24) | ((uint)Payload[2] << 16) | ((uint)Payload[1] << 8) | Payload[0];

    /// <summary>The address as people write it: 12 hexadecimal digits, the most significant first.</summary>
    public string AddressText()
    {
        var text = new char[12];
        for (var i = 0; i < 6; i++)
        {
            text[10 - (2 * i)] = Digit(Address[i] >> 4);
            text[11 - (2 * i)] = Digit(Address[i] & 0x0F);
        }

        return new string(text);
    }

    /// <summary>True when the frame's address is the one at the offset (wire order).</summary>
    public bool IsFrom(byte[] address, int offset)
    {
        for (var i = 0; i < 6; i++)
        {
            if (Address[i] != address[offset + i])
            {
                return false;
            }
        }

        return true;
    }

    private static char Digit(int value) => (char)(value < 10 ? '0' + value : 'A' + value - 10);
}
