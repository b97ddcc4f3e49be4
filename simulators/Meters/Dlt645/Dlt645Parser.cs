using System.Globalization;

namespace Wattline.Simulators.Meters.Dlt645;

/// <summary>Finds frames of DL/T 645-2007 (5.2: 68, address, 68, C, L, data, CS, 16) in bytes, from the slave's side.</summary>
public static class Dlt645Parser
{
    /// <summary>Bytes of a frame without data.</summary>
    public const int EmptyFrameBytes = 12;

    private const byte StartByte = 0x68, EndByte = 0x16, PreambleByte = 0xFE, Offset = 0x33;

    /// <summary>
    /// Finds the first good frame, whatever stands before it. Without one, the verdict is about the first place
    /// that looks like a frame.
    /// </summary>
    public static Dlt645Parse Parse(ReadOnlySpan<byte> bytes)
    {
        var verdict = Find(bytes, out var start, out var end);
        if (verdict != FrameVerdict.Good)
            return new(verdict, Describe(verdict, bytes, start), null);
        var preamble = 0;
        while (preamble < start && bytes[start - 1 - preamble] == PreambleByte)
            preamble++;
        return new(verdict, "", new(
            AddressOf(bytes[start..]), bytes[start + 8], DataOf(bytes[start..end]),
            start - preamble, preamble, bytes.Length - end));
    }

    /// <summary>Finds the first good frame, or else the first place that looks like one.</summary>
    internal static FrameVerdict Find(ReadOnlySpan<byte> bytes, out int start, out int end)
    {
        var verdict = FrameVerdict.NoStart;
        start = end = 0;
        for (var at = 0; at < bytes.Length; at++)
        {
            if (bytes[at] != StartByte)
                continue;
            var candidate = Check(bytes[at..], out var length);
            if (candidate == FrameVerdict.Good)
            {
                start = at;
                end = at + length;
                return FrameVerdict.Good;
            }
            if (verdict == FrameVerdict.NoStart && candidate != FrameVerdict.NoStart)
            {
                verdict = candidate;
                start = at;
            }
        }
        return verdict;
    }

    /// <summary>The data of a good frame without the offset of 33H.</summary>
    internal static byte[] DataOf(ReadOnlySpan<byte> frame)
    {
        var data = frame[10..^2].ToArray();
        foreach (ref var value in data.AsSpan())
            value -= Offset;
        return data;
    }

    /// <summary>Builds a frame without preamble.</summary>
    internal static void Write(Span<byte> frame, ReadOnlySpan<byte> address, byte control, ReadOnlySpan<byte> data)
    {
        frame[0] = frame[7] = StartByte;
        address.CopyTo(frame[1..]);
        frame[8] = control;
        frame[9] = (byte)data.Length;
        for (var i = 0; i < data.Length; i++)
            frame[10 + i] = (byte)(data[i] + Offset);
        frame[^2] = Sum(frame[..^2]);
        frame[^1] = EndByte;
    }

    private static FrameVerdict Check(ReadOnlySpan<byte> candidate, out int length)
    {
        length = 0;
        if (candidate.Length > 7 && candidate[7] != StartByte)
            return FrameVerdict.NoStart;
        if (candidate.Length < 10)
            return FrameVerdict.Truncated;
        length = EmptyFrameBytes + candidate[9];
        if (candidate.Length < length)
            return FrameVerdict.Truncated;
        if (candidate[length - 1] != EndByte)
            return FrameVerdict.BadEnd;
        return Sum(candidate[..(length - 2)]) == candidate[length - 2] ? FrameVerdict.Good : FrameVerdict.BadChecksum;
    }

    private static byte Sum(ReadOnlySpan<byte> bytes)
    {
        var sum = 0;
        foreach (var value in bytes)
            sum += value;
        return (byte)sum;
    }

    private static string AddressOf(ReadOnlySpan<byte> frame)
    {
        Span<byte> address = stackalloc byte[6];
        frame[1..7].CopyTo(address);
        address.Reverse();
        return Convert.ToHexString(address);
    }

    private static string Describe(FrameVerdict verdict, ReadOnlySpan<byte> bytes, int start) => verdict switch
    {
        FrameVerdict.NoStart => "no start: no 68 with another 68 seven bytes on",
        FrameVerdict.Truncated when bytes.Length < start + 10 => "truncated: the bytes end inside the header",
        FrameVerdict.Truncated => string.Create(CultureInfo.InvariantCulture,
            $"truncated: the length {bytes[start + 9]} needs {start + EmptyFrameBytes + bytes[start + 9] - bytes.Length} more bytes"),
        FrameVerdict.BadEnd => string.Create(CultureInfo.InvariantCulture,
            $"end byte: {bytes[start + 11 + bytes[start + 9]]:X2} where 16 should be"),
        FrameVerdict.BadChecksum => string.Create(CultureInfo.InvariantCulture,
            $"checksum: {bytes[start + 10 + bytes[start + 9]]:X2} where {Sum(bytes.Slice(start, 10 + bytes[start + 9])):X2} should be"),
        _ => "",
    };
}
