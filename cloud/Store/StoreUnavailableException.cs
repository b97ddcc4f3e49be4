namespace Wattline.Cloud.Store;

/// <summary>
/// The database cannot do it now: it does not answer, it is shutting down, its disk is full, or all connections are busy. Nothing may be assumed of
/// the transaction; the same work may be tried later.
/// </summary>
public sealed class StoreUnavailableException(string reason, Exception? cause = null) : Exception($"The database is not available: {reason}.", cause)
{
    /// <summary>Why, without any secret.</summary>
    public string Reason { get; } = reason;
}
