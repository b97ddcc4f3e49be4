namespace Wattline.Simulators.Kiosks.CcTalk;

/// <summary>The checksums of ccTalk: all bytes add up to 0; or a CRC (polynomial 1021, start 0) whose halves stand in the source's place and last.</summary>
internal static class CcTalkCheck
{
    public static byte[] Packet(int destination, int source, int header, ReadOnlySpan<byte> data, bool withCrc)
    {
        byte[] wire = [(byte)destination, (byte)data.Length, (byte)source, (byte)header, .. data, 0];
        if (withCrc)
        {
            var crc = Crc(wire);
            (wire[2], wire[^1]) = ((byte)crc, (byte)(crc >> 8));
        }
        else
        {
            wire[^1] = (byte)(256 - (wire.Sum(value => value) & 0xFF));
        }
        return wire;
    }

    public static bool Holds(ReadOnlySpan<byte> wire, bool withCrc)
    {
        if (withCrc)
        {
            var crc = Crc(wire);
            return wire[2] == (byte)crc && wire[^1] == crc >> 8;
        }
        var sum = 0;
        foreach (var value in wire)
            sum += value;
        return (sum & 0xFF) == 0;
    }

    // Over destination, length, header and data: all but the two halves themselves.
    private static ushort Crc(ReadOnlySpan<byte> wire)
    {
        ushort crc = 0;
        for (var at = 0; at < wire.Length - 1; at++)
            if (at != 2)
                crc = Next(crc, wire[at]);
        return crc;
    }

    private static ushort Next(ushort crc, byte value)
    {
        crc ^= (ushort)(value << 8);
        for (var bit = 0; bit < 8; bit++)
            crc = (ushort)((crc & 0x8000) != 0 ? crc << 1 ^ 0x1021 : crc << 1);
        return crc;
    }
}
