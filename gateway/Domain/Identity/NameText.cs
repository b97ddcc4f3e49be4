namespace Wattline.Gateway.Domain;

/// <summary>The alphabet of names: 1 to <see cref="DomainLimits.NameCharsMax"/> of A-Z a-z 0-9 - _ (and a dot for meters).</summary>
internal static class NameText
{
    public static bool IsValid(ReadOnlySpan<char> text, bool dotAllowed)
    {
        if (text.Length is 0 or > DomainLimits.NameCharsMax) return false;
        foreach (var c in text)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_') && !(dotAllowed && c == '.')) return false;
        return true;
    }
}
