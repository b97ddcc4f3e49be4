using System;

namespace Wattline.Firmware.Security;

/// <summary>HMAC-SHA256 (RFC 2104) by one key: begun, given bytes, finished, as often as wanted, without allocating.</summary>
public sealed class HmacSha256
{
    private const byte Inner = 0x36;
    private const byte Outer = 0x5C;

    private readonly Sha256 _hash = new Sha256();
    private readonly byte[] _key = new byte[Sha256.BlockBytes];
    private readonly byte[] _pad = new byte[Sha256.BlockBytes];
    private readonly byte[] _inner = new byte[Sha256.Bytes];

    /// <param name="key">The key; one longer than a block counts by its digest.</param>
    public HmacSha256(byte[] key)
    {
        if (key.Length > Sha256.BlockBytes)
        {
            _hash.Add(key, 0, key.Length);
            _hash.Finish(_key, 0);
        }
        else
        {
            Array.Copy(key, 0, _key, 0, key.Length);
        }

        Begin();
    }

    /// <summary>Begins a message.</summary>
    public void Begin()
    {
        Pad(Inner);
    }

    /// <summary>Adds bytes to the message.</summary>
    public void Add(byte[] buffer, int offset, int count)
    {
        _hash.Add(buffer, offset, count);
    }

    /// <summary>Ends the message and writes 32 bytes; <see cref="Begin"/> comes next.</summary>
    public void Finish(byte[] into, int offset)
    {
        _hash.Finish(_inner, 0);
        Pad(Outer);
        _hash.Add(_inner, 0, _inner.Length);
        _hash.Finish(into, offset);
    }

    /// <summary>Compares two codes in a time that does not tell where they differ.</summary>
    public static bool AreEqual(byte[] left, int leftOffset, byte[] right, int rightOffset, int count)
    {
        var difference = 0;
        for (var i = 0; i < count; i++)
        {
            difference |= left[leftOffset + i] ^ right[rightOffset + i];
        }

        return difference == 0;
    }

    private void Pad(byte with)
    {
        for (var i = 0; i < _pad.Length; i++)
        {
            _pad[i] = (byte)(_key[i] ^ with);
        }

        _hash.Begin();
        _hash.Add(_pad, 0, _pad.Length);
    }
}
