namespace Wattline.Cloud.EventHubs.Client;

/// <summary>What an error asks of its receiver.</summary>
public enum FailureKind
{
    /// <summary>Passes by itself: try again after a while.</summary>
    Transient,

    /// <summary>More than the throughput units carry: wait some seconds.</summary>
    Busy,

    /// <summary>Too large: divide it.</summary>
    TooLarge,

    /// <summary>No such entity: somebody has to make it.</summary>
    NotFound,

    /// <summary>The key or the token is wrong: somebody has to mend it.</summary>
    Unauthorized,

    /// <summary>A quota is used up: somebody has to raise it.</summary>
    Quota,

    /// <summary>Another reader or producer took over.</summary>
    Stolen,

    /// <summary>The message itself is refused; another try has the same end.</summary>
    Refused,
}
