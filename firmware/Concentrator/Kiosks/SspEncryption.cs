using System;
using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Kiosks;

/// <summary>
/// eSSP (ITL GA138, "Encryption Layer"): a Diffie-Hellman exchange gives half of an AES key, the other half is fixed; a
/// block is <c>7E | length, count (4, lowest first), data, padding, CRC</c> in AES-128-ECB. The count makes a repeated
/// block another one, and a recorded one worthless.
/// </summary>
public sealed class SspEncryption
{
    /// <summary>First byte of an encrypted packet.</summary>
    public const byte Mark = 0x7E;

    private const int BlockBytes = 16;
    private const int FrameBytes = 1 + 4 + 2;

    // Primes below 2^31: products of two numbers below stay inside 64 bits. The generator is the greater one.
    private static readonly uint[] _primes = new uint[]
    {
        2147483249, 2147483269, 2147483323, 2147483353, 2147483399, 2147483423, 2147483477, 2147483489,
        2147483497, 2147483543, 2147483549, 2147483563, 2147483579, 2147483587, 2147483629, 2147483647,
    };

    private readonly IBlockCipher _cipher;
    private readonly IEntropy _entropy;
    private readonly ulong _fixedKey;
    private readonly byte[] _random = new byte[BlockBytes];
    private ulong _secret;

    /// <param name="cipher">AES-128 in ECB mode.</param>
    /// <param name="entropy">Draws primes, secret and padding.</param>
    /// <param name="fixedKey">The half that is agreed with the maker; 0123456701234567 as delivered.</param>
    public SspEncryption(IBlockCipher cipher, IEntropy entropy, ulong fixedKey)
    {
        _cipher = cipher;
        _entropy = entropy;
        _fixedKey = fixedKey;
    }

    /// <summary>The fixed half of the key as delivered.</summary>
    public const ulong DefaultKey = 0x0123456701234567;

    /// <summary>True when commands are encrypted.</summary>
    public bool IsOn { get; private set; }

    /// <summary>A prime, told by SET_GENERATOR.</summary>
    public ulong Generator { get; private set; }

    /// <summary>A smaller prime, told by SET_MODULUS.</summary>
    public ulong Modulus { get; private set; }

    /// <summary>What REQUEST_KEY_EXCHANGE tells.</summary>
    public ulong HostKey { get; private set; }

    /// <summary>Encrypted packets since the keys were exchanged; each says its number.</summary>
    public uint Count { get; private set; }

    /// <summary>Draws new numbers; nothing is encrypted until the slave has answered.</summary>
    public void Begin()
    {
        _entropy.Fill(_random, 0, _random.Length);
        var lower = _random[0] % (_primes.Length - 1);
        var upper = lower + 1 + (_random[1] % (_primes.Length - 1 - lower));
        Begin(_primes[upper], _primes[lower], 2 + (Read(_random, 4, 8) % (_primes[lower] - 3UL)));
    }

    /// <summary>Begins with given numbers.</summary>
    public void Begin(ulong generator, ulong modulus, ulong secret)
    {
        IsOn = false;
        Generator = generator;
        Modulus = modulus;
        _secret = secret;
        HostKey = Power(generator, secret, modulus);
    }

    /// <summary>Forgets the key: after SYNC nothing is encrypted.</summary>
    public void End() => IsOn = false;

    /// <summary>Takes the slave's answer to REQUEST_KEY_EXCHANGE: code, and its number in 8 bytes.</summary>
    /// <returns>False when it is none.</returns>
    public bool Exchange(byte[] reply, int count)
    {
        if (count < 9)
        {
            return false;
        }
        var slave = Read(reply, 1, 8);
        if (slave < 2 || slave >= Modulus)
        {
            return false;
        }
        var key = new byte[BlockBytes];
        Write(key, 0, 8, _fixedKey);
        Write(key, 8, 8, Power(slave, _secret, Modulus));
        _cipher.SetKey(key);
        Count = 0;
        IsOn = true;
        return true;
    }

    /// <summary>Writes a number behind the code of a command, lowest byte first.</summary>
    public static void Write(byte[] into, int offset, int bytes, ulong value)
    {
        for (var i = 0; i < bytes; i++)
        {
            into[offset + i] = (byte)(value >> (8 * i));
        }
    }

    /// <summary>Encrypts a command.</summary>
    /// <returns>Bytes of the packet's data.</returns>
    public int Wrap(byte[] command, int count, byte[] into)
    {
        Count++;
        var blocks = new byte[(FrameBytes + count + BlockBytes - 1) / BlockBytes * BlockBytes];
        _entropy.Fill(blocks, 0, blocks.Length);
        blocks[0] = (byte)count;
        Write(blocks, 1, 4, Count);
        Array.Copy(command, 0, blocks, 5, count);
        Write(blocks, blocks.Length - 2, 2, (ulong)Crc(blocks, blocks.Length - 2));
        var cipher = _cipher.Encrypt(blocks);
        into[0] = Mark;
        Array.Copy(cipher, 0, into, 1, cipher.Length);
        return 1 + cipher.Length;
    }

    /// <summary>Decrypts a reply in place.</summary>
    /// <returns>Its bytes; -1 when it is not whole, not ours, or not of the last command.</returns>
    public int Unwrap(byte[] reply, int count)
    {
        var length = count - 1;
        if (length < BlockBytes || length % BlockBytes != 0 || reply[0] != Mark)
        {
            return -1;
        }
        var blocks = new byte[length];
        Array.Copy(reply, 1, blocks, 0, length);
        blocks = _cipher.Decrypt(blocks);
        var data = blocks[0];
        if (data == 0 || FrameBytes + data > length || Read(blocks, 1, 4) != Count || Read(blocks, length - 2, 2) != (ulong)Crc(blocks, length - 2))
        {
            return -1;
        }
        Array.Copy(blocks, 5, reply, 0, data);
        return data;
    }

    private static int Crc(byte[] bytes, int count)
    {
        var crc = 0xFFFF;
        for (var i = 0; i < count; i++)
        {
            crc = SspFrame.Crc(crc, bytes[i]);
        }
        return crc;
    }

    private static ulong Read(byte[] from, int offset, int bytes)
    {
        var value = 0UL;
        for (var i = bytes - 1; i >= 0; i--)
        {
            value = (value << 8) | from[offset + i];
        }
        return value;
    }

    private static ulong Power(ulong number, ulong exponent, ulong modulus)
    {
        var result = 1UL;
        var square = number % modulus;
        for (var left = exponent; left > 0; left >>= 1)
        {
            if ((left & 1) != 0)
            {
                result = result * square % modulus;
            }
            square = square * square % modulus;
        }
        return result;
    }
}
