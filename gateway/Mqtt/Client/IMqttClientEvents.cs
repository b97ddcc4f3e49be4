namespace Wattline.Gateway.Mqtt.Client;

/// <summary>
/// Is told what happens, in order, from within the client's calls: it may call the client back, and must not wait.
/// </summary>
public interface IMqttClientEvents
{
    /// <summary>The server accepted. Subscriptions are made again by the client itself where the session is not present.</summary>
    void Connected(bool sessionPresent);

    /// <summary>A connection or an attempt ended; unless the client was stopped another attempt follows.</summary>
    /// <param name="end">Why.</param>
    /// <param name="reason">The server's code, of CONNACK or DISCONNECT; 0 where it gave none.</param>
    void Disconnected(MqttClientEnd end, byte reason);

    /// <summary>
    /// A message came. True: taken, and with QoS 1 or 2 acknowledged by the caller when it likes. False: not now; nothing
    /// further is read until <see cref="MqttClientMachine.Resume"/>, when it comes again.
    /// </summary>
    bool Received(in MqttReceived message);

    /// <summary>A queued message of QoS 1 or 2 came to its end.</summary>
    /// <param name="token">What publishing gave.</param>
    /// <param name="outcome">Sent, Refused, TooLarge or Stopped.</param>
    /// <param name="reason">The server's reason code.</param>
    void Completed(long token, MqttPublishOutcome outcome, byte reason);

    /// <summary>The server answered SUBSCRIBE or UNSUBSCRIBE: a code for each filter, 0x80 and above refused it.</summary>
    void Subscribed(long token, ReadOnlySpan<byte> reasons);
}
