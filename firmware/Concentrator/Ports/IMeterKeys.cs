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

    /// <summary>Goes on above a counter that a meter has heard of before, from a device that was there before this one.</summary>
    /// <param name="key">Reference of an encryption key.</param>
    /// <param name="heard">The highest that the meter knows; a lower one than the store's changes nothing.</param>
    void RaiseCounter(int key, long heard);

    /// <summary>The highest invocation counter that a meter has used, −1 when nothing is known of it.</summary>
    /// <param name="title">Holds the meter's system title, 8 bytes.</param>
    long HeardCounter(byte[] title);

    /// <summary>Keeps the highest counter that a meter has used; the store decides how often it writes.</summary>
    void KeepCounter(byte[] title, long counter);
}
