namespace Wattline.Cloud.Metering.RegisterMaps;

/// <summary>OBIS codes as maps write them: A-B:C.D.E.</summary>
internal static class ObisText
{
    public static bool IsObis(string text)
    {
        int dash = text.IndexOf('-', StringComparison.Ordinal), colon = text.IndexOf(':', StringComparison.Ordinal);
        return dash > 0 && colon > dash && IsGroup(text[..dash]) && IsGroup(text[(dash + 1)..colon])
            && text[(colon + 1)..].Split('.') is { Length: 3 } groups && groups.All(IsGroup);
    }

    private static bool IsGroup(string text) => text.Length is > 0 and <= 3 && text.All(char.IsAsciiDigit) && int.Parse(text, null) <= 255;
}
