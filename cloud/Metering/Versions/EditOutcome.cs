namespace Wattline.Cloud.Metering.Versions;

/// <summary>What became of an edit, in order of precedence: the first that applies is returned.</summary>
public enum EditOutcome
{
    /// <summary>Nothing yet.</summary>
    None,

    /// <summary>Nobody, or no reason, is named.</summary>
    NoReason,

    /// <summary>There is no such interval.</summary>
    NoSuchInterval,

    /// <summary>The interval has another version by now: look again.</summary>
    MovedOn,

    /// <summary>The amount does not fit.</summary>
    TooLarge,

    /// <summary>It is set.</summary>
    Done,
}
