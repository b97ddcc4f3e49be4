using System;
using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Meters.Dlms;

/// <summary>
/// AES-128-GCM with a start value of 12 bytes and a tag of 12, over the device's AES-ECB (NIST SP 800-38D; security
/// suite 0 of IEC 62056-5-3). The device has no GCM of its own. Works in place; the tag is checked before a byte is
/// believed.
/// </summary>
public sealed class Gcm
{
    /// <summary>Bytes of a tag.</summary>
    public const int TagBytes = 12;

    private const int Block = 16;

    private readonly IMeterKeys _keys;
    private readonly byte[] _hash = new byte[Block];
    private readonly byte[] _sum = new byte[Block];
    private readonly byte[] _counter = new byte[Block];
    private readonly byte[] _stream = new byte[Block];
    private readonly byte[] _product = new byte[Block];
    private readonly byte[] _factor = new byte[Block];
    private int _filled;

    /// <param name="keys">Where the keys are.</param>
    public Gcm(IMeterKeys keys)
    {
        _keys = keys;
    }

    /// <summary>Begins a message.</summary>
    /// <param name="key">Reference of the encryption key.</param>
    /// <param name="start">12 bytes: system title and invocation counter.</param>
    /// <returns>False when there is no such key.</returns>
    public bool Begin(int key, byte[] start)
    {
        Array.Clear(_hash, 0, Block);
        Array.Clear(_sum, 0, Block);
        _filled = 0;
        if (!_keys.Encrypt(key, _hash, 0, _hash, 0))
        {
            return false;
        }

        Array.Copy(start, 0, _counter, 0, 12);
        _counter[12] = 0;
        _counter[13] = 0;
        _counter[14] = 0;
        _counter[15] = 1;
        return true;
    }

    /// <summary>Adds what is authenticated only, in pieces; before any text.</summary>
    public void Authenticate(byte[] bytes, int offset, int count)
    {
        for (var i = 0; i < count; i++)
        {
            _sum[_filled++] ^= bytes[offset + i];
            if (_filled == Block)
            {
                Multiply();
            }
        }
    }

    /// <summary>Enciphers or deciphers text in place, in one piece, and adds the ciphered text to the sum.</summary>
    /// <param name="key">Reference of the encryption key.</param>
    /// <param name="bytes">Holds the text.</param>
    /// <param name="offset">Where it starts.</param>
    /// <param name="count">Its length.</param>
    /// <param name="encipher">False to decipher.</param>
    public void Transform(int key, byte[] bytes, int offset, int count, bool encipher)
    {
        EndBlock();
        for (var i = 0; i < count; i++)
        {
            if (i % Block == 0)
            {
                Step();
                _keys.Encrypt(key, _counter, 0, _stream, 0);
            }

            var ciphered = encipher ? (byte)(bytes[offset + i] ^ _stream[i % Block]) : bytes[offset + i];
            bytes[offset + i] ^= _stream[i % Block];
            _sum[_filled++] ^= ciphered;
            if (_filled == Block)
            {
                Multiply();
            }
        }
    }

    /// <summary>Ends a message.</summary>
    /// <param name="key">Reference of the encryption key.</param>
    /// <param name="authenticated">Bytes that were authenticated only.</param>
    /// <param name="text">Bytes of text.</param>
    /// <param name="tag">Receives <see cref="TagBytes"/> bytes.</param>
    /// <param name="offset">Where they go.</param>
    public void End(int key, int authenticated, int text, byte[] tag, int offset)
    {
        EndBlock();
        Length(0, authenticated);
        Length(8, text);
        Multiply();
        _counter[12] = 0;
        _counter[13] = 0;
        _counter[14] = 0;
        _counter[15] = 1;
        _keys.Encrypt(key, _counter, 0, _stream, 0);
        for (var i = 0; i < TagBytes; i++)
        {
            tag[offset + i] = (byte)(_sum[i] ^ _stream[i]);
        }
    }

    /// <summary>Compares without saying where the difference is.</summary>
    public static bool Same(byte[] left, int leftOffset, byte[] right, int rightOffset, int count)
    {
        var difference = 0;
        for (var i = 0; i < count; i++)
        {
            difference |= left[leftOffset + i] ^ right[rightOffset + i];
        }

        return difference == 0;
    }

    private void Length(int at, int bytes)
    {
        var bits = (long)bytes * 8;
        for (var i = 0; i < 8; i++)
        {
            _sum[at + i] ^= (byte)(bits >> (56 - (8 * i)));
        }
    }

    private void EndBlock()
    {
        if (_filled > 0)
        {
            Multiply();
        }
    }

    private void Step()
    {
        for (var i = Block - 1; i >= 12; i--)
        {
            if (++_counter[i] != 0)
            {
                return;
            }
        }
    }

    /// <summary>The sum times the hash key in GF(2^128), bit by bit (6.3).</summary>
    private void Multiply()
    {
        _filled = 0;
        Array.Clear(_product, 0, Block);
        Array.Copy(_hash, 0, _factor, 0, Block);
        for (var bit = 0; bit < 128; bit++)
        {
            if ((_sum[bit >> 3] & (0x80 >> (bit & 7))) != 0)
            {
                for (var i = 0; i < Block; i++)
                {
                    _product[i] ^= _factor[i];
                }
            }

            var carry = 0;
            for (var i = 0; i < Block; i++)
            {
                var low = _factor[i] & 1;
                _factor[i] = (byte)((_factor[i] >> 1) | (carry << 7));
                carry = low;
            }

            if (carry != 0)
            {
                _factor[0] ^= 0xE1;
            }
        }

        Array.Copy(_product, 0, _sum, 0, Block);
    }
}
