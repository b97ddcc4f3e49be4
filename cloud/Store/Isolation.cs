namespace Wattline.Cloud.Store;

/// <summary>What transactions that run at once see of each other. SQLite has one writer: there both are serializable.</summary>
public enum Isolation
{
    /// <summary>As if one ran after the other.</summary>
    Serializable,

    /// <summary>Each statement sees what was committed before it: for work that locks what it reads in order to change it, and takes these locks in one order.</summary>
    ReadCommitted,
}
