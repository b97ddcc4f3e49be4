namespace Wattline.Simulators.Lab.Decode.Dlt645;

/// <summary>Packed decimal digits, low byte first, as DL/T 645-2007 sends them.</summary>
internal static class BcdText
{
    /// <summary>All digits, the most significant first; A..F stay (addresses hold them).</summary>
    public static string Digits(ReadOnlySpan<byte> bytes)
    {
        Span<byte> turned = stackalloc byte[bytes.Length];
        bytes.CopyTo(turned);
        turned.Reverse();
        return Convert.ToHexString(turned);
    }

    /// <summary>
    /// The number with exactly its decimals and no needless zeros in front; null when the meter has no
    /// value (FF) or the digits are none. A signed number has its sign in the top bit of the last byte.
    /// </summary>
    public static string? Number(ReadOnlySpan<byte> bytes, int decimals, bool signed)
    {
        if (IsNoValue(bytes))
        {
            return null;
        }

        Span<byte> copy = stackalloc byte[bytes.Length];
        bytes.CopyTo(copy);
        bool minus = signed && (copy[^1] & 0x80) != 0;
        if (minus)
        {
            copy[^1] &= 0x7F;
        }

        string digits = Digits(copy);
        if (digits.AsSpan().ContainsAnyInRange('A', 'F'))
        {
            return null;
        }

        string whole = digits[..^decimals].TrimStart('0');
        return (minus ? "-" : "") + (whole.Length == 0 ? "0" : whole) + (decimals == 0 ? "" : "." + digits[^decimals..]);
    }

    /// <summary>FF in every byte: the meter has no value here.</summary>
    public static bool IsNoValue(ReadOnlySpan<byte> bytes) => !bytes.IsEmpty && !bytes.ContainsAnyExcept((byte)0xFF);

    /// <summary>
    /// Time sent low byte first: "YYYY-MM-DD hh:mm" of 5 bytes, with seconds of 6. Digits are shown
    /// as they are, for month 00 is what a meter says that has none.
    /// </summary>
    public static string Time(ReadOnlySpan<byte> bytes)
    {
        string d = Digits(bytes);
        string time = $"20{d[..2]}-{d[2..4]}-{d[4..6]} {d[6..8]}:{d[8..10]}";
        return d.Length > 10 ? $"{time}:{d[10..12]}" : time;
    }

    /// <summary>As <see cref="Time"/>, or null where the meter has none (FF).</summary>
    public static string? TimeOrNull(ReadOnlySpan<byte> bytes) => IsNoValue(bytes) ? null : Time(bytes);
}
