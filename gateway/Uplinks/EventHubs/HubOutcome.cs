namespace Wattline.Gateway.Uplinks.EventHubs;

/// <summary>What became of a batch. Zero is never success.</summary>
public enum HubOutcome
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>The hub has accepted it: its events are stored, but for those that are named.</summary>
    Accepted,

    /// <summary>Larger than the hub takes. Of several events fewer may pass; a single one never does.</summary>
    TooLarge,

    /// <summary>The hub refuses the content. Of several events some may pass; a single one never does.</summary>
    Refused,

    /// <summary>More than the throughput units carry: to be sent again after four seconds at least.</summary>
    Busy,

    /// <summary>The hub cannot be reached, or did not answer: the events may or may not be stored.</summary>
    Away,

    /// <summary>There is no such hub: the circuit is open.</summary>
    NotFound,

    /// <summary>The key or the token is wrong: the circuit is open.</summary>
    Unauthorised,

    /// <summary>A quota is used up: the circuit is open.</summary>
    QuotaUsedUp,
}
