namespace Wattline.Gateway.Mqtt;

/// <summary>
/// The way to one client. <see cref="Send"/> and <see cref="Flush"/> are called under the connection's lock, the others
/// from any thread; none may wait or call back.
/// </summary>
public interface IMqttTransport
{
    /// <summary>Bytes sent that the peer has not taken yet and that are held in memory.</summary>
    long UnsentBytes { get; }

    /// <summary>Appends to what goes out; copied before this returns.</summary>
    void Send(ReadOnlySpan<byte> bytes);

    /// <summary>Lets go what was appended.</summary>
    void Flush();

    /// <summary>Asks for <see cref="MqttConnection.Process"/> to be called again with the input it left.</summary>
    void Resume();

    /// <summary>Ends the connection; what was flushed still goes out, unless the reason says that nobody takes it.</summary>
    void Close(CloseReason reason);
}
