namespace Wattline.Firmware.Ports;

/// <summary>Random bytes fit for identities (the board's concern: the device has only a pseudo-random class).</summary>
public interface IEntropy
{
    /// <summary>Fills <paramref name="count"/> bytes.</summary>
    void Fill(byte[] buffer, int offset, int count);
}
