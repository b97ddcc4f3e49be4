namespace Wattline.Simulators.EventHub;

/// <summary>What goes wrong with a publication on purpose.</summary>
internal enum Fault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Refused as server-busy.</summary>
    Busy,

    /// <summary>Stored, and the sender does not hear of it.</summary>
    StoredAndCut,

    /// <summary>Not stored, and the connection is cut.</summary>
    Cut,

    /// <summary>Not stored, and the link is detached.</summary>
    Detached,
}
