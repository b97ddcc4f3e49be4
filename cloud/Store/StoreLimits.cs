namespace Wattline.Cloud.Store;

/// <summary>The store's limits, each with its reason.</summary>
public static class StoreLimits
{
    /// <summary>Another process (an import beside the portal) may hold the write lock for a long transaction; beyond this it hangs.</summary>
    public static readonly TimeSpan BusyWait = TimeSpan.FromSeconds(10);

    /// <summary>Idle readers kept open. An open connection costs about 100 kB with its page cache; more readers than this at once are opened and closed again.</summary>
    public const int IdleReadersMax = 8;

    /// <summary>Prepared statements kept for a connection. A room has a few dozen; the number only stops SQL that is built from values by mistake.</summary>
    public const int StatementsMax = 256;
}
