namespace Wattline.Simulators.Lab.Decode;

/// <summary>The class of a reason in words, as <c>refuse =</c> names it.</summary>
public static class ReasonClass
{
    private static readonly (string Begins, string Class)[] _classes =
    [
        ("checksum", "checksum"), ("end byte", "end"), ("no start", "start"), ("truncated", "truncated"),
        ("bad CRC", "crc"), ("stuffing", "stuffing"), ("not hex", "hex"), ("too long", "long"), ("bad head", "head"),
        ("bad content", "content"), ("length", "length"), ("bad FCS", "crc"), ("bad HCS", "crc"), ("unauthenticated", "unauthenticated"),
    ];

    public static string Of(string reason) =>
        _classes.FirstOrDefault(c => reason.StartsWith(c.Begins, StringComparison.Ordinal)).Class ?? $"unknown: {reason}";
}
