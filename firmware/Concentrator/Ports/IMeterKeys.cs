namespace Wattline.Firmware.Ports;

/// <summary>
/// The keys of meters, in the device's own store. The firmware knows them by reference; the block cipher runs where
/// the keys are.
/// </summary>
public interface IMeterKeys
{
    /// <summary>Encrypts one block of 16 bytes with AES-128 (ECB).</summary>
    /// <param name="key">Reference of an encryption key.</param>
    /// <returns>False when there is no such key.</returns>
    bool Encrypt(int key, byte[] input, int inputOffset, byte[] output, int outputOffset);

    /// <summary>Copies an authentication key or a password: what is authenticated with it, not what it enciphers.</summary>
    /// <returns>Its length; −1 when there is none, or no room.</returns>
    int Copy(int key, byte[] buffer, int offset);

    /// <summary>The next invocation counter of an encryption key: above all before, also after a loss of power.</summary>
    /// <returns>−1 when there is no such key or the counter is used up.</returns>
    long NextCounter(int key);
}
