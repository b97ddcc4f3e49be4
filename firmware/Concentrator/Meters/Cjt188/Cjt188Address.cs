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

    /// <summary>T.</summary>
    public static int Type(byte[] bytes, int offset) => bytes[offset];
}
