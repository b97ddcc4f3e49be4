namespace Wattline.Firmware.Ports;

/// <summary>AES-128 in ECB mode, which the device has in hardware and which is another class on each platform.</summary>
public interface IBlockCipher
{
    /// <summary>Sets the key of 16 bytes.</summary>
    void SetKey(byte[] key);

    /// <summary>Encrypts whole blocks of 16 bytes into an array of the same length.</summary>
    byte[] Encrypt(byte[] blocks);

    /// <summary>Decrypts whole blocks of 16 bytes into an array of the same length.</summary>
    byte[] Decrypt(byte[] blocks);
}
