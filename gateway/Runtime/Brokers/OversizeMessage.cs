using Wattline.Gateway.Runtime.Quarantine;

namespace Wattline.Gateway.Runtime.Brokers;

/// <summary>A broker's message that can never be journalled.</summary>
/// <param name="Topic">Its topic, cut where it is too long to be said.</param>
/// <param name="Bytes">How long its payload was.</param>
/// <param name="Hash">XXH64 of its topic and its payload, each by itself: tells it from others of which the same was kept.</param>
/// <param name="Kept">Bytes of its payload that quarantine was handed.</param>
/// <param name="Outcome">What quarantine did.</param>
public sealed record OversizeMessage(string Topic, long Bytes, UInt128 Hash, int Kept, QuarantineOutcome Outcome);
