namespace Wattline.Cloud.Store;

/// <summary>The store's limits, each with its reason.</summary>
public static class StoreLimits
{
    /// <summary>Another process (an import beside the portal) may hold the write lock for a long transaction; beyond this it hangs.</summary>
    public static readonly TimeSpan BusyWait = TimeSpan.FromSeconds(10);

    /// <summary>Idle readers of SQLite kept open. An open connection costs about 100 kB with its page cache; more readers than this at once are opened and closed again.</summary>
    public const int IdleReadersMax = 8;

    /// <summary>Prepared statements kept for a connection. A room has a few dozen; the number only stops SQL that is built from values by mistake.</summary>
    public const int StatementsMax = 256;

    /// <summary>The oldest PostgreSQL that is tested: Debian 12's.</summary>
    public const int PostgresVersionMin = 15;

    /// <summary>Connections of one process to PostgreSQL: more than its disk and cores take at once, and six processes fit into a server's default of 100.</summary>
    public const int ConnectionsMax = 16;

    /// <summary>Callers that wait for a connection. Each holds a thread; one more is told at once that the database is busy.</summary>
    public const int WaitersMax = 64;

    /// <summary>How long a caller waits for a connection: shorter than a gateway waits for its answer, so that "not now" is what it hears.</summary>
    public static readonly TimeSpan ConnectionWait = TimeSpan.FromSeconds(5);

    /// <summary>A server that has not answered by then is away.</summary>
    public static readonly TimeSpan ConnectWait = TimeSpan.FromSeconds(5);

    /// <summary>After a connection that failed, none is tried for so long: callers are told at once instead of queueing behind a server that does not answer.</summary>
    public static readonly TimeSpan ReconnectPause = TimeSpan.FromSeconds(1);

    /// <summary>The longest statement, and the longest wait for another transaction's lock: as SQLite's readers and writers have it.</summary>
    public static readonly TimeSpan StatementWait = TimeSpan.FromSeconds(30);

    /// <summary>A process that was paused within a transaction holds its locks; the server ends its transaction after so long, and others go on.</summary>
    public static readonly TimeSpan IdleInTransactionMax = TimeSpan.FromSeconds(5);

    /// <summary>Times that a transaction is tried which met another's: each time some other has gone through.</summary>
    public const int ConflictTriesMax = 20;

    /// <summary>Bytes of one COPY: a batch of a gateway's 4 MiB, whose shortest readings become rows some ten times as long.</summary>
    public const int CopyBytesMax = 64 << 20;
}
