namespace Wattline.Firmware.Storage;

/// <summary>CRC-32 of ISO/IEC 8802-3, reflected, as in zlib; nanoFramework has none.</summary>
internal sealed class Crc32
{
    private const uint Polynomial = 0xEDB88320;

    private readonly uint[] _table = new uint[256];

    public Crc32()
    {
        for (uint i = 0; i < 256; i++)
        {
            uint value = i;
            for (int bit = 0; bit < 8; bit++)
                value = (value & 1) != 0 ? (value >> 1) ^ Polynomial : value >> 1;
            _table[(int)i] = value;
        }
    }

    /// <summary>Goes on from <paramref name="crc"/> (0 at the start) over more bytes.</summary>
    public uint Update(uint crc, byte[] buffer, int offset, int count)
    {
        uint value = ~crc;
        for (int i = 0; i < count; i++)
            value = _table[(int)((value ^ buffer[offset + i]) & 0xFF)] ^ (value >> 8);
        return ~value;
    }
}
