using System.Numerics;
using System.Text;

namespace Wattline.Cloud.EventHubs.Entities;

/// <summary>
/// Which partition a key belongs to: Bob Jenkins' lookup3 over the key's UTF-8 with both seeds 0, as Event Hubs and its SDKs do.
/// </summary>
public static class PartitionHash
{
    private const uint Golden = 0xdeadbeef;

    /// <summary>The partition of a key.</summary>
    public static int PartitionOf(string key, int partitions) => PartitionOf(Encoding.UTF8.GetBytes(key), partitions);

    /// <summary>The partition of a key in UTF-8.</summary>
    public static int PartitionOf(ReadOnlySpan<byte> key, int partitions)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(partitions);
        var (first, second) = Hash(key);
        return Math.Abs((short)(first ^ second) % partitions);
    }

    private static (uint First, uint Second) Hash(ReadOnlySpan<byte> key)
    {
        uint a = Golden + (uint)key.Length, b = a, c = a;
        while (key.Length > 12)
        {
            a += Word(key);
            b += Word(key[4..]);
            c += Word(key[8..]);
            a = (a - c) ^ BitOperations.RotateLeft(c, 4);
            c += b;
            b = (b - a) ^ BitOperations.RotateLeft(a, 6);
            a += c;
            c = (c - b) ^ BitOperations.RotateLeft(b, 8);
            b += a;
            a = (a - c) ^ BitOperations.RotateLeft(c, 16);
            c += b;
            b = (b - a) ^ BitOperations.RotateLeft(a, 19);
            a += c;
            c = (c - b) ^ BitOperations.RotateLeft(b, 4);
            b += a;
            key = key[12..];
        }
        if (key.IsEmpty)
        {
            return (c, b);
        }
        a += Word(key);
        b += key.Length > 4 ? Word(key[4..]) : 0;
        c += key.Length > 8 ? Word(key[8..]) : 0;
        c = (c ^ b) - BitOperations.RotateLeft(b, 14);
        a = (a ^ c) - BitOperations.RotateLeft(c, 11);
        b = (b ^ a) - BitOperations.RotateLeft(a, 25);
        c = (c ^ b) - BitOperations.RotateLeft(b, 16);
        a = (a ^ c) - BitOperations.RotateLeft(c, 4);
        b = (b ^ a) - BitOperations.RotateLeft(a, 14);
        c = (c ^ b) - BitOperations.RotateLeft(b, 24);
        return (c, b);
    }

    /// <summary>Four bytes, the lowest first; those beyond the end are 0.</summary>
    private static uint Word(ReadOnlySpan<byte> key)
    {
        uint word = 0;
        for (int i = Math.Min(key.Length, 4) - 1; i >= 0; i--)
        {
            word = (word << 8) | key[i];
        }
        return word;
    }
}
