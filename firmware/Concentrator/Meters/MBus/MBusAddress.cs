namespace Wattline.Firmware.Meters.MBus;

/// <summary>
/// An M-Bus meter in a plan: its primary address, <c>17</c>, or with the number that it must say, <c>17/12345678</c>; or its
/// number alone, by which it is selected: 8 digits, or 16 with maker, version and medium as on its plate.
/// </summary>
public static class MBusAddress
{
    /// <summary>Bytes of the number: as <see cref="MBusLimits.SecondaryBytes"/>, FF for any.</summary>
    public const int NumberAt = 1;

    private const int PrimaryMax = 250;
    private const int NumberDigits = 8;

    /// <summary>Packs it: primary address, 253 for one that is selected; then its number as the telegram has it.</summary>
    /// <returns>False for anything else: 0, 254 and 255 mean several, and so does an F in a number.</returns>
    public static bool TryPack(string text, byte[] bytes, int offset)
    {
        var slash = text.IndexOf('/');
        var number = slash < 0 && text.Length < NumberDigits ? text.Length : slash + 1;
        var primary = (long)MBusLimits.Selected;
        if (number > 0 && (!Decimals.TryRead(text, 0, slash < 0 ? text.Length : slash, 3, out primary) || primary is < 1 or > PrimaryMax))
        {
            return false;
        }

        bytes[offset] = (byte)primary;
        for (var i = 0; i < MBusLimits.SecondaryBytes; i++)
        {
            bytes[offset + NumberAt + i] = 0xFF;
        }

        if (number == text.Length)
        {
            return slash < 0;
        }

        if (text.Length - number != NumberDigits && text.Length - number != 2 * MBusLimits.SecondaryBytes)
        {
            return false;
        }

        return TryNumber(text, number, bytes, offset + NumberAt);
    }

    /// <summary>The number in a telegram's header, all 16 digits, as a plan writes it.</summary>
    public static string Text(byte[] header)
    {
        var text = new char[2 * MBusLimits.SecondaryBytes];
        for (var i = 0; i < text.Length; i++)
        {
            var place = i / 2;
            var digit = (header[place < 4 ? 3 - place : place < 6 ? 9 - place : place] >> (i % 2 == 0 ? 4 : 0)) & 0x0F;
            text[i] = (char)(digit < 10 ? '0' + digit : 'A' + digit - 10);
        }

        return new string(text);
    }

    /// <summary>1 to 250, or <see cref="MBusLimits.Selected"/>.</summary>
    public static int Primary(byte[] bytes, int offset) => bytes[offset];

    /// <summary>True when the plan says a number.</summary>
    public static bool IsNamed(byte[] bytes, int offset) => bytes[offset + NumberAt] != 0xFF;

    /// <summary>The number as a header has it.</summary>
    public static byte[] Number(byte[] bytes, int offset)
    {
        var number = new byte[MBusLimits.SecondaryBytes];
        System.Array.Copy(bytes, offset + NumberAt, number, 0, MBusLimits.SecondaryBytes);
        return number;
    }

    /// <summary>True when the number that a meter said is the one that the plan has; any is where it has none.</summary>
    public static bool IsMeant(byte[] bytes, int offset, byte[] header)
    {
        for (var i = 0; i < MBusLimits.SecondaryBytes; i++)
        {
            if (bytes[offset + NumberAt + i] != 0xFF && bytes[offset + NumberAt + i] != header[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Number and maker are low byte first in the telegram, and high digit first in the text.</summary>
    private static bool TryNumber(string text, int from, byte[] bytes, int offset)
    {
        for (var i = from; i < text.Length; i += 2)
        {
            var high = Digit(text[i]);
            var low = Digit(text[i + 1]);
            var place = (i - from) / 2;
            if (high < 0 || low < 0 || (place < 4 && (high > 9 || low > 9)))
            {
                return false;
            }

            // The maker in one piece may not be FFFF, nor version or medium FF: that is any.
            if (place >= 4 && high == 15 && low == 15)
            {
                return false;
            }

            bytes[offset + (place < 4 ? 3 - place : place < 6 ? 9 - place : place)] = (byte)((high << 4) | low);
        }

        return true;
    }

    private static int Digit(char c) => c is >= '0' and <= '9' ? c - '0' : c is >= 'A' and <= 'F' ? c - 'A' + 10 : -1;
}
