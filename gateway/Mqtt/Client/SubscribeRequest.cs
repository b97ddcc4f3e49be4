namespace Wattline.Gateway.Mqtt.Client;

/// <summary>Filters that were asked for together.</summary>
internal sealed record SubscribeRequest(long Token, IReadOnlyList<MqttSubscription> Filters, bool IsEnd);
