namespace Wattline.Firmware.Ports;

/// <summary>
/// One outgoing connection to the gateway (TCP or TLS; the address is the board's configuration). No call blocks:
/// connecting, name look-up and the TLS handshake happen elsewhere and show as <see cref="State"/>.
/// </summary>
public interface ISocketPort
{
    /// <summary>One of the values of <see cref="SocketState"/>.</summary>
    int State { get; }

    /// <summary>Starts to connect; ignored unless the state is Closed.</summary>
    void Connect();

    /// <summary>Copies what has arrived, 0 to <paramref name="count"/> bytes.</summary>
    int Read(byte[] buffer, int offset, int count);

    /// <summary>Takes as many bytes for sending as there is room for.</summary>
    /// <returns>The number taken, 0 to <paramref name="count"/>.</returns>
    int Write(byte[] buffer, int offset, int count);

    /// <summary>Closes at once; the state becomes Closed.</summary>
    void Close();
}
