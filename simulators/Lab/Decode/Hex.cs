namespace Wattline.Simulators.Lab.Decode;

/// <summary>Hex as people paste it: spaces, line breaks, 0x, commas, dashes, upper or lower case.</summary>
public static class Hex
{
    /// <summary>The longest text taken; a stream pasted from a capture fits, a file given by mistake does not.</summary>
    public const int TextCharsMax = 1 << 20;

    /// <summary>The bytes, or null and a reason that begins with "not hex".</summary>
    public static byte[]? Read(string text, out string? reason)
    {
        ArgumentNullException.ThrowIfNull(text);
        reason = null;
        if (text.Length > TextCharsMax)
        {
            reason = $"not hex: {text.Length} characters, the limit is {TextCharsMax}";
            return null;
        }

        var bytes = new byte[(text.Length + 1) / 2];
        int digits = 0;
        for (int at = 0; at < text.Length; at++)
        {
            char c = text[at];
            if (char.IsWhiteSpace(c) || c is ',' or ';' or ':' or '-')
            {
                continue;
            }

            if (c == '0' && digits % 2 == 0 && at + 1 < text.Length && text[at + 1] is 'x' or 'X')
            {
                at++;
                continue;
            }

            if (!char.IsAsciiHexDigit(c))
            {
                reason = $"not hex: '{c}' at character {at + 1}";
                return null;
            }

            int nibble = Convert.ToInt32(c.ToString(), 16);
            bytes[digits / 2] = (byte)((bytes[digits / 2] << 4) | nibble);
            digits++;
        }

        if (digits % 2 != 0)
        {
            reason = $"not hex: {digits} digits are no whole number of bytes";
            return null;
        }

        return bytes.AsSpan(0, digits / 2).ToArray();
    }
}
