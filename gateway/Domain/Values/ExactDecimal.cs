using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Wattline.Gateway.Domain;

/// <summary>
/// What a register showed: an integer and how many of its digits are decimals. 1.50 and 1.5 are different showings
/// (equality is by digits) of the same amount (<see cref="CompareTo"/> is by amount).
/// </summary>
/// <param name="Unscaled">All digits as an integer.</param>
/// <param name="Decimals">0 to <see cref="DomainLimits.DecimalsMax"/>.</param>
public readonly record struct ExactDecimal(long Unscaled, byte Decimals) : IComparable<ExactDecimal>
{
    private static readonly long[] _powersOfTen = MakePowers();

    /// <summary>The amount as a <see cref="decimal"/>: exact, for 19 digits fit in its 28.</summary>
    public decimal ToDecimal() => (decimal)Unscaled / _powersOfTen[Decimals];

    /// <summary>Takes "-12.30" (digits, one point, no exponent), or refuses what is no number or too long.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out ExactDecimal value)
    {
        value = default;
        var negative = utf8.Length > 0 && utf8[0] == '-';
        var digits = negative ? utf8[1..] : utf8;
        if (digits.Length == 0 || digits.Length > DomainLimits.DecimalTextBytesMax - 1) return false;
        Int128 unscaled = 0;
        var point = -1;
        for (var i = 0; i < digits.Length; i++)
        {
            if (digits[i] == '.')
            {
                if (point >= 0 || i == 0 || i == digits.Length - 1) return false;
                point = i;
                continue;
            }
            if (!char.IsAsciiDigit((char)digits[i])) return false;
            unscaled = unscaled * 10 + (digits[i] - '0');
        }
        if (negative) unscaled = -unscaled;
        var decimals = point < 0 ? 0 : digits.Length - 1 - point;
        if (decimals > DomainLimits.DecimalsMax || unscaled > long.MaxValue || unscaled < long.MinValue) return false;
        value = new ExactDecimal((long)unscaled, (byte)decimals);
        return true;
    }

    /// <summary>Takes "-12.30", or refuses what is no number or too long.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ExactDecimal value)
    {
        value = default;
        if (text.Length > DomainLimits.DecimalTextBytesMax || !Ascii.IsValid(text)) return false;
        Span<byte> utf8 = stackalloc byte[DomainLimits.DecimalTextBytesMax];
        for (var i = 0; i < text.Length; i++) utf8[i] = (byte)text[i];
        return TryParse(utf8[..text.Length], out value);
    }

    /// <summary>Takes a number that is known to be one.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static ExactDecimal Parse(string text) => TryParse(text, out ExactDecimal value) ? value : throw new FormatException($"'{text}' is not an exact decimal.");

    /// <summary>Writes all digits with the decimals the register has ("12.30", "-0.05"); false when they do not fit.</summary>
    public bool TryFormat(Span<byte> utf8, out int written)
    {
        written = 0;
        Span<byte> digits = stackalloc byte[DomainLimits.DecimalTextBytesMax];
        var magnitude = Unscaled < 0 ? (ulong)-(Unscaled + 1) + 1 : (ulong)Unscaled;
        Utf8Formatter.TryFormat(magnitude, digits, out var count);
        var zeros = Math.Max(0, Decimals + 1 - count);
        var sign = Unscaled < 0 ? 1 : 0;
        var length = sign + zeros + count + (Decimals > 0 ? 1 : 0);
        if (length > utf8.Length) return false;
        if (sign == 1) utf8[0] = (byte)'-';
        var whole = zeros + count - Decimals;
        var position = sign;
        for (var i = 0; i < zeros + count; i++)
        {
            if (i == whole) utf8[position++] = (byte)'.';
            utf8[position++] = i < zeros ? (byte)'0' : digits[i - zeros];
        }
        written = length;
        return true;
    }

    /// <summary>The same amount with its point moved: multiplied by ten to the power given. False when it does not fit.</summary>
    public bool TryShift(int powerOfTen, out ExactDecimal shifted)
    {
        shifted = default;
        var decimals = Decimals - powerOfTen;
        if (decimals > DomainLimits.DecimalsMax) return false;
        if (decimals >= 0)
        {
            shifted = new ExactDecimal(Unscaled, (byte)decimals);
            return true;
        }
        if (-decimals > DomainLimits.DecimalsMax) return false;
        var unscaled = (Int128)Unscaled * _powersOfTen[-decimals];
        if (unscaled > long.MaxValue || unscaled < long.MinValue) return false;
        shifted = new ExactDecimal((long)unscaled, 0);
        return true;
    }

    /// <summary>Compares amounts, exactly.</summary>
    public int CompareTo(ExactDecimal other)
    {
        var decimals = Math.Max(Decimals, other.Decimals);
        var left = (Int128)Unscaled * _powersOfTen[decimals - Decimals];
        var right = (Int128)other.Unscaled * _powersOfTen[decimals - other.Decimals];
        return left.CompareTo(right);
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        Span<byte> text = stackalloc byte[DomainLimits.DecimalTextBytesMax];
        TryFormat(text, out var length);
        return Encoding.ASCII.GetString(text[..length]);
    }

#pragma warning disable CS1591 // The four comparisons say themselves.
    public static bool operator <(ExactDecimal left, ExactDecimal right) => left.CompareTo(right) < 0;
    public static bool operator <=(ExactDecimal left, ExactDecimal right) => left.CompareTo(right) <= 0;
    public static bool operator >(ExactDecimal left, ExactDecimal right) => left.CompareTo(right) > 0;
    public static bool operator >=(ExactDecimal left, ExactDecimal right) => left.CompareTo(right) >= 0;
#pragma warning restore CS1591

    private static long[] MakePowers()
    {
        var powers = new long[DomainLimits.DecimalsMax + 1];
        powers[0] = 1;
        for (var i = 1; i < powers.Length; i++) powers[i] = powers[i - 1] * 10;
        return powers;
    }
}
