namespace Wattline.Gateway.Uplinks;

/// <summary>What the cloud answered to a poll.</summary>
public enum PollOutcome
{
    /// <summary>Nothing yet.</summary>
    None,

    /// <summary>It cannot be reached, or did not answer in time.</summary>
    Away,

    /// <summary>It does not know the gateway.</summary>
    Unauthorised,

    /// <summary>It failed, or it is not the cloud.</summary>
    Failed,

    /// <summary>Its answer is not the contract's; what was known before stays in use.</summary>
    NotUnderstood,

    /// <summary>Nothing new.</summary>
    Unchanged,

    /// <summary>News, taken.</summary>
    Changed,
}
