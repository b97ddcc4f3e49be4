using System.Buffers.Binary;
using System.Numerics;

namespace Wattline.Gateway.Runtime;

/// <summary>XXH64 (xxHash specification 0.1.1, "XXH64 algorithm description"): the fingerprint of a payload. It guards against accidents and clones, not against forgers.</summary>
public static class Xxh64
{
    private const ulong Prime1 = 0x9E3779B185EBCA87;
    private const ulong Prime2 = 0xC2B2AE3D27D4EB4F;
    private const ulong Prime3 = 0x165667B19E3779F9;
    private const ulong Prime4 = 0x85EBCA77C2B2AE63;
    private const ulong Prime5 = 0x27D4EB2F165667C5;

    /// <summary>The hash of some bytes.</summary>
    public static ulong Hash(ReadOnlySpan<byte> bytes, ulong seed = 0)
    {
        var length = (ulong)bytes.Length;
        ulong hash;
        if (bytes.Length >= 32)
        {
            var (a, b, c, d) = (seed + Prime1 + Prime2, seed + Prime2, seed, seed - Prime1);
            for (; bytes.Length >= 32; bytes = bytes[32..])
            {
                a = Round(a, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
                b = Round(b, BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));
                c = Round(c, BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]));
                d = Round(d, BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]));
            }
            hash = BitOperations.RotateLeft(a, 1) + BitOperations.RotateLeft(b, 7) + BitOperations.RotateLeft(c, 12) + BitOperations.RotateLeft(d, 18);
            hash = Merge(Merge(Merge(Merge(hash, a), b), c), d);
        }
        else
        {
            hash = seed + Prime5;
        }
        hash += length;
        for (; bytes.Length >= 8; bytes = bytes[8..])
            hash = BitOperations.RotateLeft(hash ^ Round(0, BinaryPrimitives.ReadUInt64LittleEndian(bytes)), 27) * Prime1 + Prime4;
        if (bytes.Length >= 4)
        {
            hash = BitOperations.RotateLeft(hash ^ BinaryPrimitives.ReadUInt32LittleEndian(bytes) * Prime1, 23) * Prime2 + Prime3;
            bytes = bytes[4..];
        }
        foreach (var single in bytes) hash = BitOperations.RotateLeft(hash ^ single * Prime5, 11) * Prime1;
        hash = (hash ^ hash >> 33) * Prime2;
        hash = (hash ^ hash >> 29) * Prime3;
        return hash ^ hash >> 32;
    }

    private static ulong Round(ulong lane, ulong input) => BitOperations.RotateLeft(lane + input * Prime2, 31) * Prime1;

    private static ulong Merge(ulong hash, ulong lane) => (hash ^ Round(0, lane)) * Prime1 + Prime4;
}
