namespace Wattline.Firmware.Ports;

/// <summary>Datagrams to one server and back (UDP; the address is the board's configuration). No call blocks, and nothing is certain to arrive.</summary>
public interface IDatagramPort
{
    /// <summary>Sends a datagram.</summary>
    /// <returns>False when it cannot be sent now.</returns>
    bool Send(byte[] buffer, int count);

    /// <summary>Takes a datagram that has come from the server; what is longer than the buffer is cut.</summary>
    /// <returns>Its bytes; 0 when there is none.</returns>
    int Receive(byte[] buffer);
}
