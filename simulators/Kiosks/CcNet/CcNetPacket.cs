namespace Wattline.Simulators.Kiosks.CcNet;

/// <summary>A good CCNET frame: 02, address, length of all, data, CRC (polynomial 1021 reflected, start 0, low byte first).</summary>
/// <param name="Address">3 for a note validator.</param>
/// <param name="Data">Command or state, and its data.</param>
public sealed record CcNetPacket(int Address, ReadOnlyMemory<byte> Data)
{
    private const byte Start = 0x02;
    private const int FrameBytes = 5;

    /// <summary>Builds a frame as it goes on the wire.</summary>
    public static byte[] Wire(int address, ReadOnlySpan<byte> data)
    {
        byte[] body = [Start, (byte)address, (byte)(FrameBytes + data.Length), .. data];
        var crc = Crc(body);
        return [.. body, (byte)crc, (byte)(crc >> 8)];
    }

    /// <summary>Reads the frame that begins at the first byte.</summary>
    public static CcNetVerdict Parse(ReadOnlySpan<byte> wire, out CcNetPacket? packet)
    {
        packet = null;
        if (wire.Length == 0 || wire[0] != Start)
            return CcNetVerdict.NoStart;
        if (wire.Length < 3 || wire[2] <= FrameBytes || wire.Length < wire[2])
            return CcNetVerdict.Truncated;
        var frame = wire[..wire[2]];
        var crc = Crc(frame[..^2]);
        if (frame[^2] != (byte)crc || frame[^1] != crc >> 8)
            return CcNetVerdict.BadCrc;
        packet = new CcNetPacket(frame[1], frame[3..^2].ToArray());
        return CcNetVerdict.Good;
    }

    private static ushort Crc(ReadOnlySpan<byte> bytes)
    {
        ushort crc = 0;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (ushort)((crc & 1) != 0 ? crc >> 1 ^ 0x8408 : crc >> 1);
        }
        return crc;
    }
}
