namespace Wattline.Simulators.Kiosks.Ssp;

/// <summary>The CRC of SSP: polynomial 8005, start FFFF, most significant bit first, over all but the start byte.</summary>
internal static class SspCrc
{
    public static ushort Of(ReadOnlySpan<byte> bytes)
    {
        ushort crc = 0xFFFF;
        foreach (var value in bytes)
        {
            crc ^= (ushort)(value << 8);
            for (var bit = 0; bit < 8; bit++)
                crc = (ushort)((crc & 0x8000) != 0 ? crc << 1 ^ 0x8005 : crc << 1);
        }
        return crc;
    }

    /// <summary>Builds a packet as it goes on the wire.</summary>
    public static byte[] Packet(int sequence, int address, ReadOnlySpan<byte> data)
    {
        byte[] body = [(byte)(sequence << 7 | address), (byte)data.Length, .. data];
        var crc = Of(body);
        var wire = new List<byte>(body.Length + 8) { 0x7F };
        foreach (var value in (ReadOnlySpan<byte>)[.. body, (byte)crc, (byte)(crc >> 8)])
        {
            wire.Add(value);
            if (value == 0x7F)
                wire.Add(value);
        }
        return [.. wire];
    }
}
