namespace Wattline.Firmware.Meters;

/// <summary>
/// The OBIS code (IEC 62056-61) of what a -2007 identifier asks for. The combined energies have none by themselves:
/// what a meter adds to them is in its mode words (04 00 06 01 to 03), and they are asked first.
/// </summary>
public static class Dlt645Obis
{
    /// <summary>Stands for a mode word that was not read: combined energies have no code then.</summary>
    public const int Unread = -1;

    /// <summary>In the mode word of active energy: forward is added, forward is taken off, reverse is added, reverse is taken off.</summary>
    private const int ForwardAdds = 1, ForwardTakes = 2, ReverseAdds = 4, ReverseTakes = 8;

    // C of what is measured now, by DI2 of 02: total, A, B, C; 0 where there is none.
    private static readonly byte[] _measured =
    {
        0, 32, 52, 72, 0, 31, 51, 71, 16, 36, 56, 76, 131, 151, 171, 191, 9, 29, 49, 69, 13, 33, 53, 73,
    };

    /// <summary>The code of a value, as "A-B:C.D.E"; null where there is none, or a mode word must be known first.</summary>
    /// <param name="identifier">DI3 DI2 DI1 DI0 of the question.</param>
    /// <param name="index">Place of the value in the answer, from 0: the tariff or the phase of a block.</param>
    /// <param name="active">04 00 06 01, or <see cref="Unread"/>.</param>
    /// <param name="reactive1">04 00 06 02, or <see cref="Unread"/>.</param>
    /// <param name="reactive2">04 00 06 03, or <see cref="Unread"/>.</param>
    public static string Of(uint identifier, int index, int active, int reactive1, int reactive2)
    {
        int group = (byte)(identifier >> 24), di2 = (byte)(identifier >> 16), di1 = (byte)(identifier >> 8), di0 = (byte)identifier;
        var inTariffs = di1 == 0xFF ? index : di1;
        switch (group)
        {
            case 0x00:
            case 0x01:
                return Register(Quantity(di2, active, reactive1, reactive2), group == 0 ? 8 : 6, inTariffs);
            case 0x05:
                return di1 is >= 0x01 and <= 0x08 ? Register(Quantity(di1, active, reactive1, reactive2), 8, di2 == 0x04 ? 0 : index)
                    : di1 is 0x09 or 0x0A ? Register(di1 - 0x08, 6, index) : null;
            case 0x02:
                return Measured(di2, di1 == 0xFF ? index + (di2 is 0x01 or 0x02 or 0x07 ? 1 : 0) : di1, di0);
            case 0x03:
                return identifier == 0x03110000 ? "0-0:96.7.21"
                    : (identifier & 0xFFFFFF00) == 0x03110000 ? "0-0:96.7.19"
                    : (identifier & 0xFFFFFF00) == 0x03300D00 ? "0-0:96.20.0"
                    : (identifier & 0xFFFFFF00) == 0x03300E00 ? "0-0:96.20.5" : null;
            case 0x04:
                return Parameter(identifier, index);
            case 0x1D:
            case 0x1E:
                return identifier == 0x1D000001 ? "0-0:96.15.0" : identifier == 0x1E000001 ? "0-0:96.15.1" : null;
            default:
                return group == 0x06 ? "1-0:99.1.0" : null;
        }
    }

    /// <summary>C of an energy or a demand; 0 where there is none.</summary>
    private static int Quantity(int di2, int active, int reactive1, int reactive2)
    {
        // A phase is 14H on in the identifier and 20 on in C.
        if (di2 is 0x14 or 0x28 or 0x3C or >= 0x50)
        {
            return 0;
        }

        var phase = di2 / 0x14 * 20;
        switch (di2 % 0x14)
        {
            case 0x00: return Active(active);
            case 0x03: return Reactive(reactive1) == 0 ? 0 : Reactive(reactive1) + phase;
            case 0x04: return Reactive(reactive2) == 0 ? 0 : Reactive(reactive2) + phase;
            case 0x01: return 1 + phase;
            case 0x02: return 2 + phase;
            case 0x05: return 5 + phase;
            case 0x06: return 6 + phase;
            case 0x07: return 7 + phase;
            case 0x08: return 8 + phase;
            case 0x09: return 9 + phase;
            case 0x0A: return 10 + phase;
            default: return 0;
        }
    }

    private static int Active(int word)
    {
        switch (word)
        {
            case ForwardAdds: return 1;
            case ReverseAdds: return 2;
            case ForwardAdds | ReverseAdds: return 15;
            case ForwardAdds | ReverseTakes: return 16;
            default: return 0; // Also forward taken off, which nobody's account reads.
        }
    }

    // Bits 0, 2, 4, 6: quadrant 1 to 4 is added; 1, 3, 5, 7: it is taken off.
    private static int Reactive(int word)
    {
        switch (word)
        {
            case 0x05: return 3;
            case 0x50: return 4;
            case 0x01: return 5;
            case 0x04: return 6;
            case 0x10: return 7;
            case 0x40: return 8;
            default: return 0;
        }
    }

    private static string Register(int quantity, int kind, int tariff) =>
        quantity == 0 ? null : "1-0:" + quantity.ToString() + "." + kind.ToString() + "." + tariff.ToString();

    private static string Measured(int di2, int phase, int di0)
    {
        if (di2 == 0x80)
        {
            switch (di0)
            {
                case 0x01: return "1-0:91.7.0";
                case 0x02: return "1-0:14.7.0";
                case 0x03: return "1-0:1.4.0";
                case 0x07: return "0-0:96.9.0";
                case 0x08: return "0-0:96.6.3";
                case 0x0A: return "0-0:96.6.0";
                default: return null;
            }
        }

        if (di2 == 0x07)
        {
            return phase == 1 ? "1-0:81.7.4" : phase == 2 ? "1-0:81.7.15" : phase == 3 ? "1-0:81.7.26" : null;
        }

        var place = ((di2 - 1) * 4) + phase;
        return di2 is >= 0x01 and <= 0x06 && phase is >= 0 and <= 3 && _measured[place] != 0
            ? "1-0:" + ((int)_measured[place]).ToString() + ".7.0"
            : null;
    }

    private static string Parameter(uint identifier, int index)
    {
        switch (identifier)
        {
            case 0x04000101:
            case 0x04000102:
            case 0x0400010C: return "0-0:1.0.0";
            case 0x04000103: return "1-0:0.8.0";
            case 0x04000401:
            case 0x04000402: return "0-0:96.1.0";
            case 0x04000409: return "1-0:0.3.0";
            case 0x0400040A: return "1-0:0.3.1";
            default:
                return identifier == 0x040005FF ? "0-0:96.5." + (index + 1).ToString()
                    : (identifier & 0xFFFFFFF8) == 0x04000500 && (identifier & 7) != 0 ? "0-0:96.5." + ((int)(identifier & 7)).ToString() : null;
        }
    }
}
