using System.Security.Cryptography;
using Wattline.Firmware.Ports;

namespace Wattline.Tests.Vectors;

/// <summary>A store of two keys: 0 enciphers, 1 authenticates; a password may stand under 2.</summary>
internal sealed class PretendKeys : IMeterKeys, IDisposable
{
    private readonly Aes _aes = Aes.Create();
    private readonly byte[] _authentication;

    public PretendKeys(byte[] encryption, byte[] authentication)
    {
        _aes.Key = encryption;
        _authentication = authentication;
    }

    /// <summary>What stands under reference 2.</summary>
    public byte[] Password { get; set; } = [];

    /// <summary>The last counter that was given.</summary>
    public long Counter { get; set; }

    public bool Encrypt(int key, byte[] input, int inputOffset, byte[] output, int outputOffset)
    {
#pragma warning disable CA5358 // GCM is built on single blocks.
        _aes.EncryptEcb(input.AsSpan(inputOffset, 16), output.AsSpan(outputOffset, 16), PaddingMode.None);
#pragma warning restore CA5358
        return key == 0;
    }

    public int Copy(int key, byte[] buffer, int offset)
    {
        byte[]? secret = key switch { 1 => _authentication, 2 => Password, _ => null };
        secret?.CopyTo(buffer, offset);
        return secret?.Length ?? -1;
    }

    public long NextCounter(int key) => key == 0 ? ++Counter : -1;

    /// <summary>What was kept of meters, by their system titles.</summary>
    public Dictionary<string, long> Heard { get; } = [];

    public void RaiseCounter(int key, long heard) => Counter = Math.Max(Counter, heard);

    public long HeardCounter(byte[] title) => Heard.TryGetValue(Convert.ToHexString(title), out long counter) ? counter : -1;

    public void KeepCounter(byte[] title, long counter) => Heard[Convert.ToHexString(title)] = counter;

    public void Dispose() => _aes.Dispose();
}
