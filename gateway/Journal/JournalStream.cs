namespace Wattline.Gateway.Journal;

/// <summary>The streams of the log, in the order in which the way up serves them. The number is stored in each record.</summary>
public enum JournalStream : byte
{
    /// <summary>Notes and payments.</summary>
    Money = 0,

    /// <summary>Events of concentrators and meters.</summary>
    Events = 1,

    /// <summary>Readings.</summary>
    Readings = 2,

    /// <summary>Everything else that is kept and not interpreted.</summary>
    Other = 3,
}
