namespace Wattline.Cloud.EventHubs.Client;

/// <summary>What became of a batch.</summary>
public enum SendOutcome
{
    /// <summary>Not known yet.</summary>
    None,

    /// <summary>All its events are stored.</summary>
    Accepted,

    /// <summary>Some events are too large even alone: those named are not stored, all others are.</summary>
    Oversized,

    /// <summary>The hub refuses its content; another try has the same end.</summary>
    Refused,

    /// <summary>The circuit opened before it was accepted: it may or may not be stored. Keep it and send it again later.</summary>
    CircuitOpened,

    /// <summary>The producer ended, or the batch was withdrawn, before it was accepted: it may or may not be stored.</summary>
    Ended,
}
