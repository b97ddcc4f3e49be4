using System.Net.Sockets;
using Npgsql;

namespace Wattline.Cloud.Store.Engines;

/// <summary>What an error of PostgreSQL means for the work that met it (PostgreSQL 15, appendix A: classes and codes).</summary>
internal static class PostgresFaults
{
    /// <summary>Another transaction was in the way, and nothing was done: the work may be run again.</summary>
    public static bool IsConflict(Exception fault) =>
        fault is PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected };

    /// <summary>What the caller hears when the server is away, going away, or has no room now; null when the error is the work's own.</summary>
    public static StoreUnavailableException? Away(Exception fault) => fault switch
    {
        StoreUnavailableException => null,
        // 08 connection, 53 no disk, memory or connections, 57 an operator's intervention, 58 I/O; 25P03 and 55P03 are our own limits of waiting.
        PostgresException server when server.SqlState[..2] is "08" or "53" or "57" or "58"
            || server.SqlState is "25P03" or PostgresErrorCodes.LockNotAvailable =>
            new StoreUnavailableException($"{server.SqlState} {server.MessageText}", fault),
        PostgresException => null,
        NpgsqlException { InnerException: TimeoutException } => new StoreUnavailableException("it did not answer in time", fault),
        NpgsqlException { InnerException: SocketException socket } => new StoreUnavailableException(socket.Message, fault),
        NpgsqlException => new StoreUnavailableException(fault.Message, fault),
        SocketException or TimeoutException or IOException => new StoreUnavailableException(fault.Message, fault),
        _ => null,
    };
}
