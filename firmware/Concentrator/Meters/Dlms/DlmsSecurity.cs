using System;
using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Meters.Dlms;

/// <summary>
/// Protects and opens APDUs of security suite 0 (IEC 62056-5-3, 5.3.4): start value = system title and invocation
/// counter; authenticated are the security byte, the authentication key and, where nothing is enciphered, the text.
/// </summary>
public sealed class DlmsSecurity
{
    /// <summary>Authenticated.</summary>
    public const int Authenticated = 0x10;

    /// <summary>Enciphered.</summary>
    public const int Enciphered = 0x20;

    /// <summary>Bytes before the text: security byte and counter.</summary>
    public const int HeadBytes = 5;

    private readonly IMeterKeys _keys;
    private readonly Gcm _gcm;
    private readonly byte[] _start = new byte[12];
    private readonly byte[] _authenticationKey = new byte[33];
    private readonly byte[] _tag = new byte[Gcm.TagBytes];

    /// <param name="keys">Where the keys are.</param>
    public DlmsSecurity(IMeterKeys keys)
    {
        _keys = keys;
        _gcm = new Gcm(keys);
    }

    /// <summary>Protects a text in place and puts its tag behind it.</summary>
    /// <param name="control">Security byte: <see cref="Authenticated"/> and <see cref="Enciphered"/>, suite 0.</param>
    /// <param name="title">Holds the 8 bytes of the sender's system title.</param>
    /// <param name="counter">Invocation counter.</param>
    /// <param name="key">Reference of the encryption key.</param>
    /// <param name="authenticationKey">Reference of the authentication key; −1 for none.</param>
    /// <param name="bytes">Holds the text, with room for the tag.</param>
    /// <param name="offset">Where it starts.</param>
    /// <param name="count">Its length.</param>
    /// <returns>Its length with the tag; −1 when a key is missing.</returns>
    public int Protect(int control, byte[] title, uint counter, int key, int authenticationKey, byte[] bytes, int offset, int count)
    {
        if (!Run(control, title, 0, counter, key, authenticationKey, bytes, offset, count, true))
        {
            return -1;
        }

        if ((control & Authenticated) == 0)
        {
            return count;
        }

        Array.Copy(_tag, 0, bytes, offset + count, Gcm.TagBytes);
        return count + Gcm.TagBytes;
    }

    /// <summary>Opens a text in place; its bytes are those that were protected only when the result is not −1.</summary>
    /// <returns>Its length without the tag; −1 when it is too short, a key is missing or the tag is another.</returns>
    public int Open(int control, byte[] title, int titleOffset, uint counter, int key, int authenticationKey, byte[] bytes, int offset, int count)
    {
        var text = (control & Authenticated) != 0 ? count - Gcm.TagBytes : count;
        if (text < 0 || (control & 0x0F) != 0 || !Run(control, title, titleOffset, counter, key, authenticationKey, bytes, offset, text, false))
        {
            return -1;
        }

        return (control & Authenticated) != 0 && !Gcm.Same(_tag, 0, bytes, offset + text, Gcm.TagBytes) ? -1 : text;
    }

    /// <summary>The tag over a challenge: GMAC of HLS mechanism 5.</summary>
    /// <returns>False when a key is missing.</returns>
    public bool Tag(byte[] title, int titleOffset, uint counter, int key, int authenticationKey, byte[] challenge, int offset, int count, byte[] tag, int tagOffset)
    {
        if (!Run(Authenticated, title, titleOffset, counter, key, authenticationKey, challenge, offset, count, true))
        {
            return false;
        }

        Array.Copy(_tag, 0, tag, tagOffset, Gcm.TagBytes);
        return true;
    }

    private bool Run(
        int control, byte[] title, int titleOffset, uint counter, int key, int authenticationKey, byte[] bytes, int offset, int count, bool protect)
    {
        Array.Copy(title, titleOffset, _start, 0, 8);
        for (var i = 0; i < 4; i++)
        {
            _start[8 + i] = (byte)(counter >> (24 - (8 * i)));
        }

        if (!_gcm.Begin(key, _start))
        {
            return false;
        }

        var authenticated = 0;
        var text = 0;
        if ((control & Authenticated) != 0)
        {
            _authenticationKey[0] = (byte)control;
            var length = authenticationKey < 0 ? -1 : _keys.Copy(authenticationKey, _authenticationKey, 1);
            if (length < 0)
            {
                return false;
            }

            authenticated = 1 + length;
            _gcm.Authenticate(_authenticationKey, 0, authenticated);
            Array.Clear(_authenticationKey, 0, _authenticationKey.Length);
            if ((control & Enciphered) == 0)
            {
                _gcm.Authenticate(bytes, offset, count);
                authenticated += count;
            }
        }

        if ((control & Enciphered) != 0)
        {
            _gcm.Transform(key, bytes, offset, count, protect);
            text = count;
        }

        _gcm.End(key, authenticated, text, _tag, 0);
        return true;
    }
}
