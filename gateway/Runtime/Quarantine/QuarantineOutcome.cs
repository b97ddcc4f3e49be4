namespace Wattline.Gateway.Runtime.Quarantine;

/// <summary>What became of a message that was to go into quarantine. In order of precedence; zero is never success.</summary>
public enum QuarantineOutcome
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The same bytes under the same topic are there already.</summary>
    Known,

    /// <summary>The quarantine is full.</summary>
    Full,

    /// <summary>The disk did not take it.</summary>
    DiskRefused,

    /// <summary>It is there, durably.</summary>
    Added,
}
