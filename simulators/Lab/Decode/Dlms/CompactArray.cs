using Wattline.Firmware.Meters.Dlms;

namespace Wattline.Simulators.Lab.Decode.Dlms;

/// <summary>A compact array (IEC 62056-6-2, 4.1.5) as the array that it stands for: each element with its tags.</summary>
internal static class CompactArray
{
    /// <summary>The elements in A-XDR, one behind the other; null when they do not fit their description.</summary>
    public static byte[]? Elements(ReadOnlySpan<byte> description, ReadOnlySpan<byte> content)
    {
        var elements = new List<byte>();
        while (content.Length > 0)
        {
            var tags = description;
            int left = content.Length;
            if (!Element(ref tags, ref content, elements) || content.Length == left) return null;
        }

        return [.. elements];
    }

    private static bool Element(ref ReadOnlySpan<byte> tags, ref ReadOnlySpan<byte> content, List<byte> elements)
    {
        if (tags.Length == 0) return false;
        int tag = tags[0];
        tags = tags[1..];
        if (tag is AxdrType.Array or AxdrType.Structure)
        {
            int headBytes = tag == AxdrType.Array ? 2 : 1;
            if (tags.Length < headBytes || (tag == AxdrType.Structure && tags[0] > 127)) return false;
            int count = tag == AxdrType.Array ? (tags[0] << 8) | tags[1] : tags[0];
            tags = tags[headBytes..];
            elements.AddRange([(byte)tag, 0x82, (byte)(count >> 8), (byte)count]);
            var inner = tags;
            for (int i = 0; i < count; i++)
            {
                if (tag == AxdrType.Array) tags = inner;
                if (!Element(ref tags, ref content, elements)) return false;
            }

            return true;
        }

        int size = AxdrType.Size(tag), head = 0;
        if (size < 0)
        {
            if (tag is not (AxdrType.BitString or AxdrType.OctetString or AxdrType.VisibleString or AxdrType.Utf8String) || content.Length == 0 || content[0] > 127) return false;
            head = 1;
            size = tag == AxdrType.BitString ? (content[0] + 7) / 8 : content[0];
        }

        if (head + size > content.Length) return false;
        elements.Add((byte)tag);
        elements.AddRange(content[..(head + size)]);
        content = content[(head + size)..];
        return true;
    }
}
