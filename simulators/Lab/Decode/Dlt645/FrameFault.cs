namespace Wattline.Simulators.Lab.Decode.Dlt645;

/// <summary>In words, why bytes hold no good frame: the first candidate's fault, since what follows a broken head is mostly its own data.</summary>
internal static class FrameFault
{
    private const byte Start = 0x68;
    private const byte End = 0x16;
    private const int HeaderBytes = 10;
    private const int TrailerBytes = 2;

    public static string Describe(ReadOnlySpan<byte> bytes)
    {
        for (int start = 0; start + HeaderBytes <= bytes.Length; start++)
        {
            if (bytes[start] == Start && bytes[start + 7] == Start)
            {
                return OfCandidate(bytes[start..]);
            }
        }

        return "no start sequence 68 .. 68";
    }

    private static string OfCandidate(ReadOnlySpan<byte> bytes)
    {
        int length = bytes[HeaderBytes - 1];
        int whole = HeaderBytes + length + TrailerBytes;
        if (bytes.Length < whole)
        {
            return $"truncated: length field {length} needs {whole - bytes.Length} more bytes";
        }

        if (bytes[whole - 1] != End)
        {
            return $"end byte is {bytes[whole - 1]:X2} not 16";
        }

        byte sum = 0;
        foreach (byte b in bytes[..(whole - TrailerBytes)])
        {
            sum += b;
        }

        return $"checksum is {bytes[whole - TrailerBytes]:X2}, should be {sum:X2}";
    }
}
