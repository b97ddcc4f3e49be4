using Wattline.Cloud.Store.Engines;

namespace Wattline.Cloud.Store;

/// <summary>
/// The one door to the database: SQLite, embedded, or PostgreSQL by a connection string. A work is one transaction, durable when
/// <see cref="Write{T}"/> returns; readers run beside writers and see the last commit.
/// </summary>
public sealed class Database : IDisposable
{
    private readonly Engine _engine;

    private Database(Engine engine, ReadOnlySpan<RoomSchema> rooms)
    {
        _engine = engine;
        try
        {
            foreach (var room in rooms) Migrate(room);
        }
        catch
        {
            engine.Dispose();
            throw;
        }
    }

    /// <summary>Which database it is.</summary>
    public StoreEngine Engine => _engine.Kind;

    /// <summary>Opens a file of SQLite, making it and its folder when missing, and brings the rooms' tables to the version that this program knows.</summary>
    /// <exception cref="SchemaTooNewException">A newer program wrote it.</exception>
    public static Database Open(string path, params ReadOnlySpan<RoomSchema> rooms)
    {
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        return new Database(new SqliteEngine(full), rooms);
    }

    /// <summary>Opens what the operator set: PostgreSQL where there is a connection string, else SQLite in a file, or in memory where there is none.</summary>
    /// <inheritdoc cref="Connect"/>
    public static Database Open(string file, string connection, TimeProvider time, params ReadOnlySpan<RoomSchema> rooms) =>
        connection.Length > 0 ? Connect(connection, time, rooms) : file.Length > 0 ? Open(file, rooms) : InMemory(rooms);

    /// <summary>A database that lives in memory as long as this object: no file, no thread.</summary>
    public static Database InMemory(params ReadOnlySpan<RoomSchema> rooms) => new(new SqliteEngine(null), rooms);

    /// <summary>Connects to PostgreSQL and brings the rooms' tables to the version that this program knows; of programs that start at once, one does.</summary>
    /// <param name="connection">Such as <c>Host=db;Database=wattline;Username=wattline;Password=…</c>; <c>Search Path</c> names the schema.</param>
    /// <param name="time">Measures the pause after an attempt to connect that failed.</param>
    /// <param name="rooms">The rooms' tables.</param>
    /// <exception cref="StoreOpenException">The string is not understood; the server does not answer, refuses, or is too old.</exception>
    /// <exception cref="SchemaTooNewException">A newer program wrote it.</exception>
    public static Database Connect(string connection, TimeProvider time, params ReadOnlySpan<RoomSchema> rooms)
    {
        var session = "";
        foreach (var room in rooms) session += room.PostgresSession;
        var pool = new PostgresPool(connection, session, time);
        try
        {
            pool.Probe();
        }
        catch
        {
            pool.Dispose();
            throw;
        }

        return new Database(new PostgresEngine(pool), rooms);
    }

    /// <summary>Runs <paramref name="work"/> in one transaction. It is durable when this returns; it is undone when the work throws or asks for it, or the commit fails.</summary>
    /// <param name="work">What is to be done. On PostgreSQL several works run at once, and one that met another's is run again: it keeps nothing from the time before.</param>
    /// <param name="undone">Told when the transaction was undone, before this work runs again: what was remembered of its rows is to be forgotten.</param>
    /// <param name="isolation">What it may see of others.</param>
    /// <exception cref="StoreUnavailableException">The database cannot do it now.</exception>
    public T Write<T>(Func<StoreConnection, T> work, Action? undone = null, Isolation isolation = Isolation.Serializable)
    {
        ArgumentNullException.ThrowIfNull(work);
        return _engine.Write(work, undone, isolation);
    }

    /// <summary>Runs <paramref name="work"/> in one transaction.</summary>
    public void Write(Action<StoreConnection> work, Isolation isolation = Isolation.Serializable)
    {
        ArgumentNullException.ThrowIfNull(work);
        _engine.Write(
            connection =>
            {
                work(connection);
                return 0;
            },
            null, isolation);
    }

    /// <summary>Runs <paramref name="work"/> on the last committed state. Several may run at once.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot do it now.</exception>
    public T Read<T>(Func<StoreConnection, T> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        return _engine.Read(work);
    }

    /// <summary>Closes all connections. What was committed stays.</summary>
    public void Dispose() => _engine.Dispose();

    private void Migrate(RoomSchema room) => Write(
        connection =>
        {
            // The version is read under the lock: two programs that start at once do not run a step twice.
            connection.LockMigrations();
            connection.Execute("CREATE TABLE IF NOT EXISTS schema_version (room TEXT NOT NULL PRIMARY KEY, version BIGINT NOT NULL)");
            var version = connection.Scalar<int>("SELECT version FROM schema_version WHERE room = @Room", new { room.Room });
            if (version > room.Steps.Count) throw new SchemaTooNewException(room.Room, version, room.Steps.Count);
            if (version == room.Steps.Count) return;
            for (var i = version; i < room.Steps.Count; i++) connection.Run(room.Steps[i]);
            connection.Execute(
                "INSERT INTO schema_version (room, version) VALUES (@Room, @Version) ON CONFLICT (room) DO UPDATE SET version = excluded.version",
                new { room.Room, Version = room.Steps.Count });
        },
        // Not serializable: its snapshot would be older than the lock.
        Isolation.ReadCommitted);
}
