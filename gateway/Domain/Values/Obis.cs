using System.Text;

namespace Wattline.Gateway.Domain;

/// <summary>
/// An OBIS code A-B:C.D.E.F (IEC 62056-61): which quantity a value is. Six bytes in one integer; comparing allocates nothing.
/// F is 255 (current value) when the text leaves it out, and 255 is left out when written.
/// </summary>
public readonly record struct Obis : IComparable<Obis>
{
    private readonly ulong _code;

    /// <summary>Takes the six value groups.</summary>
    public Obis(byte a, byte b, byte c, byte d, byte e, byte f = 255) =>
        _code = (ulong)a << 40 | (ulong)b << 32 | (ulong)c << 24 | (ulong)d << 16 | (ulong)e << 8 | f;

    /// <summary>Medium: 1 electricity, 7 gas, 8 cold water.</summary>
    public byte A => (byte)(_code >> 40);

    /// <summary>Channel.</summary>
    public byte B => (byte)(_code >> 32);

    /// <summary>Quantity, e.g. 1 active energy import, 32 voltage L1.</summary>
    public byte C => (byte)(_code >> 24);

    /// <summary>Processing: 6 maximum, 7 instantaneous, 8 time integral (register), 29 interval.</summary>
    public byte D => (byte)(_code >> 16);

    /// <summary>Rate; 0 is the total.</summary>
    public byte E => (byte)(_code >> 8);

    /// <summary>Billing period; 255 is the current one.</summary>
    public byte F => (byte)_code;

    /// <summary>True for a value that can only grow within a meter's life: a time integral from the start (D = 8).</summary>
    public bool IsRegister => D == 8;

    /// <summary>Takes "1-0:1.8.0" or "1-0:1.8.0.255", or refuses.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out Obis obis)
    {
        obis = default;
        Span<byte> groups = [0, 0, 0, 0, 0, 255];
        ReadOnlySpan<byte> separators = "-:...\0"u8;
        int group = 0, value = 0, digits = 0;
        foreach (var c in utf8)
        {
            if (char.IsAsciiDigit((char)c))
            {
                value = value * 10 + (c - '0');
                if (++digits > 3 || value > 255) return false;
                groups[group] = (byte)value;
                continue;
            }
            if (digits == 0 || c != separators[group] || group == 5) return false;
            group++;
            value = digits = 0;
        }
        if (digits == 0 || group < 4) return false;
        obis = new Obis(groups[0], groups[1], groups[2], groups[3], groups[4], groups[5]);
        return true;
    }

    /// <summary>Takes "1-0:1.8.0" or "1-0:1.8.0.255", or refuses.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Obis obis)
    {
        obis = default;
        if (text.Length > DomainLimits.ObisTextBytesMax || !Ascii.IsValid(text)) return false;
        Span<byte> utf8 = stackalloc byte[DomainLimits.ObisTextBytesMax];
        for (var i = 0; i < text.Length; i++) utf8[i] = (byte)text[i];
        return TryParse(utf8[..text.Length], out obis);
    }

    /// <summary>Takes a code that is known to be one.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static Obis Parse(string text) => TryParse(text, out Obis obis) ? obis : throw new FormatException($"'{text}' is not an OBIS code.");

    /// <summary>Writes the code, without F when it is 255; false when it does not fit.</summary>
    public bool TryFormat(Span<byte> utf8, out int written)
    {
        written = 0;
        Span<byte> text = stackalloc byte[DomainLimits.ObisTextBytesMax];
        ReadOnlySpan<byte> groups = [A, B, C, D, E, F];
        var count = F == 255 ? 5 : 6;
        var length = 0;
        for (var i = 0; i < count; i++)
        {
            if (i > 0) text[length++] = "-:..."u8[i - 1];
            var value = groups[i];
            if (value >= 100) text[length++] = (byte)('0' + value / 100);
            if (value >= 10) text[length++] = (byte)('0' + value / 10 % 10);
            text[length++] = (byte)('0' + value % 10);
        }
        if (!text[..length].TryCopyTo(utf8)) return false;
        written = length;
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(Obis other) => _code.CompareTo(other._code);

    /// <inheritdoc/>
    public override string ToString()
    {
        Span<byte> text = stackalloc byte[DomainLimits.ObisTextBytesMax];
        TryFormat(text, out var length);
        return Encoding.ASCII.GetString(text[..length]);
    }

#pragma warning disable CS1591 // The four comparisons say themselves.
    public static bool operator <(Obis left, Obis right) => left.CompareTo(right) < 0;
    public static bool operator <=(Obis left, Obis right) => left.CompareTo(right) <= 0;
    public static bool operator >(Obis left, Obis right) => left.CompareTo(right) > 0;
    public static bool operator >=(Obis left, Obis right) => left.CompareTo(right) >= 0;
#pragma warning restore CS1591
}
