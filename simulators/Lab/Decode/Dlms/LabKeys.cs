using System.Security.Cryptography;
using Wattline.Firmware.Ports;

namespace Wattline.Simulators.Lab.Decode.Dlms;

/// <summary>Keys from the command line where the firmware expects a store: reference 0 enciphers, 1 authenticates.</summary>
internal sealed class LabKeys : IMeterKeys, IDisposable
{
    private readonly Aes _aes = Aes.Create();
    private readonly DecodeKeys _keys;

    public LabKeys(DecodeKeys keys)
    {
        _keys = keys;
        _aes.Key = keys.Encryption;
    }

    public bool Encrypt(int key, byte[] input, int inputOffset, byte[] output, int outputOffset)
    {
#pragma warning disable CA5358 // GCM is built on single blocks.
        _aes.EncryptEcb(input.AsSpan(inputOffset, 16), output.AsSpan(outputOffset, 16), PaddingMode.None);
#pragma warning restore CA5358
        return key == 0;
    }

    public int Copy(int key, byte[] buffer, int offset)
    {
        if (key != 1 || _keys.Authentication is null)
            return -1;
        _keys.Authentication.CopyTo(buffer, offset);
        return _keys.Authentication.Length;
    }

    public long NextCounter(int key) => -1;

    public void RaiseCounter(int key, long heard)
    {
    }

    public long HeardCounter(byte[] title) => -1;

    public void KeepCounter(byte[] title, long counter)
    {
    }

    public void Dispose() => _aes.Dispose();
}
