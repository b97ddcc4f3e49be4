using System.Buffers;
using System.Buffers.Text;
using System.Globalization;

namespace Wattline.Gateway.Domain;

/// <summary>64 random bits drawn when a concentrator's journal was formatted; sequences count within it. As text: 16 hex digits, lower case.</summary>
public readonly record struct Epoch(ulong Value)
{
    /// <summary>Characters of its text.</summary>
    public const int TextLength = 16;

    /// <summary>Takes 16 hex digits, or refuses.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out Epoch epoch)
    {
        epoch = default;
        if (utf8.Length != TextLength || !Utf8Parser.TryParse(utf8, out ulong value, out var used, 'x') || used != TextLength) return false;
        epoch = new Epoch(value);
        return true;
    }

    /// <summary>Takes 16 hex digits, or refuses.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Epoch epoch)
    {
        epoch = default;
        if (text.Length != TextLength || !ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)) return false;
        epoch = new Epoch(value);
        return true;
    }

    /// <summary>Writes 16 hex digits; false when they do not fit.</summary>
    public bool TryFormat(Span<byte> utf8, out int written) =>
        Utf8Formatter.TryFormat(Value, utf8, out written, new StandardFormat('x', TextLength));

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("x16", CultureInfo.InvariantCulture);
}
