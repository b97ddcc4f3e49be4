using System.Security.Cryptography;
using Wattline.Firmware.Ports;

namespace Wattline.Simulators.Block;

/// <summary>The device's AES by .NET's.</summary>
public sealed class DotNetCipher : IBlockCipher
{
    private byte[] _key = new byte[16];

    /// <inheritdoc />
    public void SetKey(byte[] key) => _key = key;

    /// <inheritdoc />
    public byte[] Encrypt(byte[] blocks)
    {
        using var aes = Aes.Create();
        aes.Key = _key;
        return aes.EncryptEcb(blocks, PaddingMode.None);
    }

    /// <inheritdoc />
    public byte[] Decrypt(byte[] blocks)
    {
        using var aes = Aes.Create();
        aes.Key = _key;
        return aes.DecryptEcb(blocks, PaddingMode.None);
    }
}
