namespace Wattline.Simulators.Meters.Cjt188;

/// <summary>A frame of CJ/T 188, from the slave's side.</summary>
/// <param name="Type">T.</param>
/// <param name="Address">Seven bytes as on the wire.</param>
/// <param name="Control">C.</param>
/// <param name="Data">The data field.</param>
public sealed record Cjt188Frame(byte Type, byte[] Address, byte Control, byte[] Data)
{
    private const byte StartByte = 0x68, EndByte = 0x16;

    /// <summary>The first good frame in bytes, and how many bytes are done with; null while there is none.</summary>
    /// <param name="bytes">What was heard.</param>
    /// <param name="used">Bytes that can be forgotten.</param>
    public static Cjt188Frame? Find(ReadOnlySpan<byte> bytes, out int used)
    {
        var kept = bytes.Length;
        for (var at = 0; at < bytes.Length; at++)
        {
            if (bytes[at] != StartByte)
                continue;
            if (bytes.Length - at < 11 || bytes.Length - at < 13 + bytes[at + 10])
            {
                // It may still become one.
                kept = Math.Min(kept, at);
                continue;
            }
            var frame = bytes.Slice(at, 13 + bytes[at + 10]);
            if (frame[^1] != EndByte || frame[^2] != Sum(frame[..^2]))
                continue;
            used = at + frame.Length;
            return new Cjt188Frame(frame[1], frame[2..9].ToArray(), frame[9], frame[11..^2].ToArray());
        }
        used = kept;
        return null;
    }

    /// <summary>The frame's bytes, with a preamble.</summary>
    public byte[] ToBytes(int preamble = 3)
    {
        byte[] body = [StartByte, Type, .. Address, Control, (byte)Data.Length, .. Data];
        return [.. Enumerable.Repeat((byte)0xFE, preamble), .. body, Sum(body), EndByte];
    }

    private static byte Sum(ReadOnlySpan<byte> bytes)
    {
        byte sum = 0;
        foreach (var value in bytes)
            sum += value;
        return sum;
    }
}
