namespace Wattline.Firmware.Ports;

/// <summary>
/// A half-duplex serial line (RS-485 or TTL). No call blocks: the board or the simulator moves the bytes.
/// </summary>
public interface ISerialLine
{
    /// <summary>Sets the line's speed and framing; pending input is discarded.</summary>
    /// <param name="baud">Bits a second.</param>
    /// <param name="parity">0 none, 1 odd, 2 even (the numbers of System.IO.Ports.Parity).</param>
    /// <param name="stopBits">1 or 2.</param>
    void Configure(int baud, int parity, int stopBits);

    /// <summary>Starts to send all <paramref name="count"/> bytes, back to back; returns at once.</summary>
    void Write(byte[] buffer, int offset, int count);

    /// <summary>Copies what has arrived, 0 to <paramref name="count"/> bytes, and never waits for more.</summary>
    /// <returns>The number of bytes copied.</returns>
    int Read(byte[] buffer, int offset, int count);
}
