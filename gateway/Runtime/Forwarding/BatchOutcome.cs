namespace Wattline.Gateway.Runtime.Forwarding;

/// <summary>What became of a message that was to go into a batch. Zero is never success.</summary>
public enum BatchOutcome
{
    /// <summary>There was none.</summary>
    None,

    /// <summary>It is in the batch.</summary>
    Added,

    /// <summary>The batch is full: it comes first into the next.</summary>
    Full,

    /// <summary>No batch can take it: it is larger than the way up allows and cannot be divided.</summary>
    TooLarge,
}
