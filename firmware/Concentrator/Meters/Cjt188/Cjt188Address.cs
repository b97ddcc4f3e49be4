namespace Wattline.Firmware.Meters.Cjt188;

/// <summary>A CJ/T 188 meter in a plan: its type, a stroke, and the 14 digits of its address: <c>10/00000012345678</c>.</summary>
public static class Cjt188Address
{
    /// <summary>Where the seven bytes of the address start, wire order.</summary>
    public const int At = 1;

    /// <summary>Bytes of the address.</summary>
    public const int Bytes = 7;

    private const int Characters = 17;

    /// <summary>Packs it: type, address.</summary>
    /// <returns>False for anything else: a type AA or an AA in the address means several.</returns>
    public static bool TryPack(string text, byte[] bytes, int offset)
    {
        if (text.Length != Characters || text[2] != '/')
        {
            return false;
        }

        for (var i = 0; i < Characters; i++)
        {
            var digit = text[i] - '0';
            if (i == 2)
            {
                continue;
            }

            if (digit is < 0 or > 9)
            {
                return false;
            }

            var place = i < 2 ? 0 : At + Bytes - 1 - ((i - 3) / 2);
            bytes[offset + place] = (byte)((bytes[offset + place] << 4) | digit);
        }

        return true;
    }

    /// <summary>A meter as a plan writes it.</summary>
    /// <param name="type">T.</param>
    /// <param name="address">Seven bytes, wire order; what is no digit is written as one of A to F, and no plan takes it.</param>
    public static string Text(int type, byte[] address)
    {
        var text = new char[Characters];
        text[0] = Digit(type >> 4);
        text[1] = Digit(type & 0x0F);
        text[2] = '/';
        for (var i = 0; i < 2 * Bytes; i++)
        {
            text[3 + i] = Digit((address[Bytes - 1 - (i / 2)] >> (i % 2 == 0 ? 4 : 0)) & 0x0F);
        }

        return new string(text);
    }

    private static char Digit(int value) => (char)(value < 10 ? '0' + value : 'A' + value - 10);

    /// <summary>T.</summary>
    public static int Type(byte[] bytes, int offset) => bytes[offset];
}
