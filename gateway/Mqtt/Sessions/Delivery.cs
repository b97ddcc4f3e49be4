namespace Wattline.Gateway.Mqtt;

/// <summary>A message for one session.</summary>
/// <param name="Message">The message.</param>
/// <param name="Qos">At most the subscription's.</param>
/// <param name="Retain">The flag as this receiver gets it.</param>
/// <param name="SubscriptionIds">Of all its subscriptions that match; null when none has one.</param>
/// <param name="Group">The share it was dealt out of: when this session goes, another one gets it.</param>
internal readonly record struct Delivery(Downlink Message, byte Qos, bool Retain, uint[]? SubscriptionIds, ShareGroup? Group);
