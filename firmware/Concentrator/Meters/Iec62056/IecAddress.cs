namespace Wattline.Firmware.Meters.Iec62056;

/// <summary>
/// A meter of IEC 62056-21 in a plan: its device address, 1 to 14 characters; <c>-</c> for the only one on the line, and
/// <c>P1</c> for one that speaks by itself.
/// </summary>
public static class IecAddress
{
    private const int Listens = 0x80;
    private const int CharactersMax = 14;

    /// <summary>Packs it: its length, or that the meter speaks by itself; then its characters.</summary>
    public static bool TryPack(string text, byte[] bytes, int offset)
    {
        if (text == "P1" || text == "-")
        {
            bytes[offset] = text == "-" ? (byte)0 : (byte)Listens;
            return true;
        }

        if (text.Length is < 1 or > CharactersMax)
        {
            return false;
        }

        bytes[offset] = (byte)text.Length;
        for (var i = 0; i < text.Length; i++)
        {
            // Letters, digits and space (6.3.2); what begins or ends a request is none.
            if (text[i] is not ((>= '0' and <= '9') or (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or ' '))
            {
                return false;
            }

            bytes[offset + 1 + i] = (byte)text[i];
        }

        return true;
    }

    /// <summary>True for a meter that speaks by itself.</summary>
    public static bool IsListened(byte[] bytes, int offset) => bytes[offset] == Listens;

    /// <summary>Characters of the address behind the first byte.</summary>
    public static int Length(byte[] bytes, int offset) => bytes[offset] & 0x0F;
}
