using System.Buffers.Text;
using System.Text;

namespace Wattline.Gateway.Domain;

/// <summary>A quality code system.category.index (IEC 61968-9, ReadingQualityType).</summary>
public readonly record struct QualityCode(QualitySystem System, QualityCategory Category, int Index)
{
    /// <summary>Bytes of the longest text, "9.99.999999".</summary>
    public const int TextBytesMax = 16;

    /// <summary>Writes "2.6.1001"; false when it does not fit.</summary>
    public bool TryFormat(Span<byte> utf8, out int written)
    {
        written = 0;
        var length = 0;
        ReadOnlySpan<int> parts = [(int)System, (int)Category, Index];
        for (var i = 0; i < parts.Length; i++)
        {
            if (i > 0)
            {
                if (length == utf8.Length) return false;
                utf8[length++] = (byte)'.';
            }
            if (!Utf8Formatter.TryFormat(parts[i], utf8[length..], out var count)) return false;
            length += count;
        }
        written = length;
        return true;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        Span<byte> text = stackalloc byte[TextBytesMax];
        TryFormat(text, out var length);
        return Encoding.ASCII.GetString(text[..length]);
    }
}
