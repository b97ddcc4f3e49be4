namespace Wattline.Gateway.Runtime.Forwarding;

/// <summary>What became of a batch. Zero is never success.</summary>
public enum UplinkOutcome
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>On its way.</summary>
    Pending,

    /// <summary>The cloud has every event of it durably.</summary>
    Durable,

    /// <summary>The cloud cannot be reached.</summary>
    Away,

    /// <summary>The cloud did not answer in time: whether it has the batch is not known.</summary>
    TimedOut,

    /// <summary>The cloud failed (5xx).</summary>
    Failed,

    /// <summary>The cloud asks to wait (429, server-busy).</summary>
    Busy,

    /// <summary>The cloud does not know the gateway (401, 403), or its key or token is wrong.</summary>
    Unauthorised,

    /// <summary>The cloud does not take this batch as it is (400, 413, 422, as its own problem document).</summary>
    Refused,

    /// <summary>Any other answer: whoever it is, it is not the cloud.</summary>
    Unexpected,

    /// <summary>There is no such hub: somebody has to make it, or to name the right one.</summary>
    NotFound,

    /// <summary>A quota is used up: somebody has to raise it.</summary>
    QuotaUsedUp,
}
