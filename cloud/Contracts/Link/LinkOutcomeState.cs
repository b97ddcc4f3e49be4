using System.Text.Json.Serialization;

namespace Wattline.Cloud.Contracts;

/// <summary>What became of a command at the gateway.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LinkOutcomeState>))]
public enum LinkOutcomeState
{
    /// <summary>The concentrator acknowledged it (PUBACK); through somebody's broker: the broker did.</summary>
    [JsonStringEnumMemberName("delivered")]
    Delivered,

    /// <summary>Its time was over before the concentrator was there: it was not given out.</summary>
    [JsonStringEnumMemberName("expired")]
    Expired,

    /// <summary>It was given out, and its time was over before the concentrator acknowledged it.</summary>
    [JsonStringEnumMemberName("unconfirmed")]
    Unconfirmed,

    /// <summary>The gateway does not take it: it is no command of the contract, or the outbox is full.</summary>
    [JsonStringEnumMemberName("refused")]
    Refused,
}
