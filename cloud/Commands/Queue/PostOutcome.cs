namespace Wattline.Cloud.Commands.Queue;

/// <summary>What became of posting a command, in order of precedence.</summary>
public enum PostOutcome
{
    /// <summary>Nothing yet.</summary>
    None,

    /// <summary>The same was posted before.</summary>
    Known,

    /// <summary>Another was posted under this id.</summary>
    IdTaken,

    /// <summary>It has no bytes, or more than <see cref="Contracts.LinkLimits.CommandBytesMax"/>.</summary>
    BadContent,

    /// <summary>Its time is over already, or longer than <see cref="Contracts.LinkLimits.CommandMsMax"/>.</summary>
    BadExpiry,

    /// <summary>Too many wait, of this concentrator or in all.</summary>
    Full,

    /// <summary>It is queued.</summary>
    Queued,
}
