namespace Wattline.Cloud.Contracts;

/// <summary>Why a link ends. It is told to the other side as the reason of the closing.</summary>
public enum LinkEnd
{
    /// <summary>It has not ended.</summary>
    None,

    /// <summary>The other side went.</summary>
    Gone,

    /// <summary>A message that is not the contract's.</summary>
    Malformed,

    /// <summary>A message longer than may be.</summary>
    TooLong,

    /// <summary>Something that may not be said now: no greeting first, or a second one.</summary>
    Unexpected,

    /// <summary>The greeting did not come in time.</summary>
    NoHello,

    /// <summary>Nothing was heard for too long.</summary>
    Silent,

    /// <summary>The other side does not take what is sent.</summary>
    NotReading,

    /// <summary>The same gateway has connected anew.</summary>
    Replaced,

    /// <summary>This side stops.</summary>
    Stopping,
}
