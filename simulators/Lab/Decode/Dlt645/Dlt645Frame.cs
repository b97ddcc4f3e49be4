namespace Wattline.Simulators.Lab.Decode.Dlt645;

/// <summary>A frame found in bytes: address as sent (low byte first), data with the 33H taken off (DL/T 645-2007, clause 5).</summary>
internal readonly ref struct Dlt645Frame(ReadOnlySpan<byte> address, byte control, byte[] data, int preamble, int noise, int after)
{
    private const int HeaderBytes = 10;
    private const int TrailerBytes = 2;

    public ReadOnlySpan<byte> Address { get; } = address;

    public byte Control { get; } = control;

    public byte[] Data { get; } = data;

    /// <summary>FE bytes straight before the frame.</summary>
    public int PreambleBytes { get; } = preamble;

    /// <summary>Bytes before the preamble that belong to nothing.</summary>
    public int NoiseBytes { get; } = noise;

    public int BytesAfter { get; } = after;

    public int Function => Control & 0x1F;

    public bool FromMeter => (Control & 0x80) != 0;

    public bool Abnormal => FromMeter && (Control & 0x40) != 0;

    public bool MoreFollows => (Control & 0x20) != 0;

    /// <summary>
    /// The first good frame, or the reason why there is none: the first candidate's, since what follows
    /// a broken head is mostly its own data. Read by length, never by the end byte; after a failed
    /// candidate the search goes on from the next byte.
    /// </summary>
    public static string? Find(byte[] bytes, out Dlt645Frame frame)
    {
        string? reason = null;
        for (int start = 0; start + HeaderBytes <= bytes.Length; start++)
        {
            if (bytes[start] != 0x68 || bytes[start + 7] != 0x68)
            {
                continue;
            }

            string? fault = Fault(bytes.AsSpan(start));
            if (fault is null)
            {
                frame = At(bytes, start);
                return null;
            }

            reason ??= fault;
        }

        frame = default;
        return reason ?? "no start sequence 68 .. 68";
    }

    private static string? Fault(ReadOnlySpan<byte> bytes)
    {
        int length = bytes[9];
        int whole = HeaderBytes + length + TrailerBytes;
        if (bytes.Length < whole)
        {
            return $"truncated: length field {length} needs {whole - bytes.Length} more bytes";
        }

        byte end = bytes[whole - 1];
        if (end != 0x16)
        {
            return $"end byte is {end:X2} not 16";
        }

        byte sum = 0;
        foreach (byte b in bytes[..(whole - TrailerBytes)])
        {
            sum += b;
        }

        byte sent = bytes[whole - TrailerBytes];
        return sent == sum ? null : $"checksum is {sent:X2}, should be {sum:X2}";
    }

    private static Dlt645Frame At(byte[] bytes, int start)
    {
        int preamble = 0;
        while (preamble < start && bytes[start - preamble - 1] == 0xFE)
        {
            preamble++;
        }

        int length = bytes[start + 9];
        byte[] data = bytes.AsSpan(start + HeaderBytes, length).ToArray();
        for (int i = 0; i < length; i++)
        {
            data[i] -= 0x33;
        }

        int after = bytes.Length - start - HeaderBytes - length - TrailerBytes;
        return new Dlt645Frame(bytes.AsSpan(start + 1, 6), bytes[start + 8], data, preamble, start - preamble, after);
    }
}
