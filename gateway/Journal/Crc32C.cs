using System.Buffers.Binary;
using System.Numerics;

namespace Wattline.Gateway.Journal;

/// <summary>CRC-32C (Castagnoli, RFC 3720 B.4), by the processor's instruction where there is one.</summary>
internal static class Crc32C
{
    public const uint Start = 0xFFFF_FFFF;

    public static uint Add(uint crc, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }
        foreach (var b in bytes)
        {
            crc = BitOperations.Crc32C(crc, b);
        }
        return crc;
    }

    public static uint Finish(uint crc) => ~crc;
}
