namespace Wattline.Gateway.Mqtt.Client;

/// <summary>How publishing ended.</summary>
/// <param name="Outcome">What became of the message.</param>
/// <param name="Reason">The server's code; 0 where it gave none.</param>
public readonly record struct MqttPublishResult(MqttPublishOutcome Outcome, byte Reason)
{
    /// <summary>Whether the server has it (QoS 0: whether it was sent).</summary>
    public bool IsSent => Outcome == MqttPublishOutcome.Sent;
}
