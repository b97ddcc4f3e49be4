using System;

namespace Wattline.Firmware.Security;

/// <summary>
/// SHA-256 (FIPS 180-4, section 6.2), which the device's libraries do not have by itself. One object is used again and
/// again and allocates nothing.
/// </summary>
public sealed class Sha256
{
    /// <summary>Bytes of a digest.</summary>
    public const int Bytes = 32;

    /// <summary>Bytes of a block.</summary>
    public const int BlockBytes = 64;

    /// <summary>The first 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS 180-4, section 4.2.2).</summary>
    private static readonly uint[] _k =
    {
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    };

    private readonly uint[] _h = new uint[8];
    private readonly uint[] _w = new uint[BlockBytes];
    private readonly byte[] _block = new byte[BlockBytes];
    private long _count;

    /// <summary>Ready for a message.</summary>
    public Sha256()
    {
        Begin();
    }

    /// <summary>Begins another message.</summary>
    public void Begin()
    {
        _h[0] = 0x6a09e667;
        _h[1] = 0xbb67ae85;
        _h[2] = 0x3c6ef372;
        _h[3] = 0xa54ff53a;
        _h[4] = 0x510e527f;
        _h[5] = 0x9b05688c;
        _h[6] = 0x1f83d9ab;
        _h[7] = 0x5be0cd19;
        _count = 0;
    }

    /// <summary>Adds bytes to the message.</summary>
    public void Add(byte[] buffer, int offset, int count)
    {
        var used = (int)(_count % BlockBytes);
        _count += count;
        while (count > 0)
        {
            var taken = count < BlockBytes - used ? count : BlockBytes - used;
            Array.Copy(buffer, offset, _block, used, taken);
            offset += taken;
            count -= taken;
            used += taken;
            if (used == BlockBytes)
            {
                Digest();
                used = 0;
            }
        }
    }

    /// <summary>Ends the message and writes its digest; <see cref="Begin"/> comes next.</summary>
    public void Finish(byte[] into, int offset)
    {
        var bits = _count * 8;
        var used = (int)(_count % BlockBytes);
        _block[used++] = 0x80;
        if (used > BlockBytes - 8)
        {
            Array.Clear(_block, used, BlockBytes - used);
            Digest();
            used = 0;
        }

        Array.Clear(_block, used, BlockBytes - 8 - used);
        for (var i = 0; i < 8; i++)
        {
            _block[BlockBytes - 1 - i] = (byte)(bits >> (8 * i));
        }

        Digest();
        for (var i = 0; i < Bytes; i++)
        {
            into[offset + i] = (byte)(_h[i / 4] >> (24 - (8 * (i % 4))));
        }
    }

    private static uint Turn(uint value, int bits) => (value >> bits) | (value << (32 - bits));

    private void Digest()
    {
        for (var i = 0; i < 16; i++)
        {
            _w[i] = ((uint)_block[4 * i] << 24) | ((uint)_block[(4 * i) + 1] << 16) | ((uint)_block[(4 * i) + 2] << 8) | _block[(4 * i) + 3];
        }

        for (var i = 16; i < BlockBytes; i++)
        {
            var s0 = Turn(_w[i - 15], 7) ^ Turn(_w[i - 15], 18) ^ (_w[i - 15] >> 3);
            var s1 = Turn(_w[i - 2], 17) ^ Turn(_w[i - 2], 19) ^ (_w[i - 2] >> 10);
            _w[i] = _w[i - 16] + s0 + _w[i - 7] + s1;
        }

        uint a = _h[0], b = _h[1], c = _h[2], d = _h[3], e = _h[4], f = _h[5], g = _h[6], h = _h[7];
        for (var i = 0; i < BlockBytes; i++)
        {
            var t1 = h + (Turn(e, 6) ^ Turn(e, 11) ^ Turn(e, 25)) + ((e & f) ^ (~e & g)) + _k[i] + _w[i];
            var t2 = (Turn(a, 2) ^ Turn(a, 13) ^ Turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
            h = g;
            g = f;
            f = e;
            e = d + t1;
            d = c;
            c = b;
            b = a;
            a = t1 + t2;
        }

        _h[0] += a;
        _h[1] += b;
        _h[2] += c;
        _h[3] += d;
        _h[4] += e;
        _h[5] += f;
        _h[6] += g;
        _h[7] += h;
    }
}
