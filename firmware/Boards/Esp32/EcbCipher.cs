using System.Security.Cryptography;
using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Boards.Esp32;

/// <summary>The chip's AES.</summary>
public sealed class EcbCipher : IBlockCipher
{
    private readonly Aes _aes = new Aes(CipherMode.ECB);

    /// <inheritdoc/>
    public void SetKey(byte[] key) => _aes.Key = key;

    /// <inheritdoc/>
    public byte[] Encrypt(byte[] blocks) => _aes.Encrypt(blocks);

    /// <inheritdoc/>
    public byte[] Decrypt(byte[] blocks) => _aes.Decrypt(blocks);
}
