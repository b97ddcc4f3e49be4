namespace Wattline.Simulators.Lab.Decode.Ssp;

/// <summary>An SSP packet: 7F, sequence and address, length, data, CRC low byte first; a 7F after the first is sent twice (ITL GA138, packet outline).</summary>
internal sealed record SspFrame(byte SequenceAndAddress, byte[] Data, int NoiseBytes, int BytesAfter)
{
    private const byte Start = 0x7F;
    private const int TrailerBytes = 2;

    /// <summary>The first good packet, or the first candidate's reason for being none.</summary>
    public static SspFrame? Find(byte[] bytes, out string? reason)
    {
        reason = null;
        for (int start = 0; start < bytes.Length; start++)
        {
            if (bytes[start] != Start)
            {
                continue;
            }

            if (start + 1 < bytes.Length && bytes[start + 1] == Start)
            {
                start++; // A doubled 7F is data.
                continue;
            }

            var frame = At(bytes, start, out string? fault);
            if (frame is not null)
            {
                reason = null;
                return frame;
            }

            reason ??= fault;
        }

        reason ??= "no start byte 7F";
        return null;
    }

    private static SspFrame? At(byte[] bytes, int start, out string? fault)
    {
        var packet = new List<byte>(3 + byte.MaxValue);
        int at = start + 1;
        int whole = 2;
        for (; at < bytes.Length && packet.Count < whole; at++)
        {
            byte value = bytes[at];
            if (value == Start)
            {
                if (at + 1 < bytes.Length && bytes[at + 1] != Start)
                {
                    fault = $"stuffing: a single 7F after {packet.Count} bytes of the packet";
                    return null;
                }

                at++;
            }

            packet.Add(value);
            if (packet.Count == 2)
            {
                whole = 2 + value + TrailerBytes;
            }
        }

        if (packet.Count < whole || at > bytes.Length)
        {
            string length = packet.Count < 2 ? "no length field" : $"length field {packet[1]} needs {whole - packet.Count} more bytes";
            fault = $"truncated: {length}";
            return null;
        }

        ushort crc = Crc(packet, whole - TrailerBytes);
        ushort sent = (ushort)(packet[whole - 2] | (packet[whole - 1] << 8));
        if (crc != sent)
        {
            fault = $"bad CRC: CRC is {sent:X4}, should be {crc:X4}";
            return null;
        }

        fault = null;
        return new SspFrame(packet[0], [.. packet.Skip(2).Take(packet[1])], start, bytes.Length - at);
    }

    /// <summary>Polynomial 8005, start FFFF, over all but the start byte.</summary>
    private static ushort Crc(List<byte> packet, int count)
    {
        int crc = 0xFFFF;
        for (int i = 0; i < count; i++)
        {
            crc ^= packet[i] << 8;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 0x8000) != 0 ? (crc << 1) ^ 0x8005 : crc << 1;
            }
        }

        return (ushort)crc;
    }
}
