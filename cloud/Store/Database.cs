using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Wattline.Cloud.Store;

/// <summary>
/// The embedded database: SQLite in WAL mode. One writer at a time, in a transaction that is on the disk when <see cref="Write{T}"/>
/// returns (synchronous = FULL); readers run beside it and see the last commit. In memory, where there is no WAL, readers take turns with the writer.
/// </summary>
public sealed class Database : IDisposable
{
    private readonly Lock _writing = new();
    private readonly ConcurrentBag<StoreConnection> _readers = [];
    private readonly string? _path;
    private readonly StoreConnection _writer;
    private volatile bool _closed;

    private Database(string? path, ReadOnlySpan<RoomSchema> rooms)
    {
        _path = path;
        _writer = Connect(path, readOnly: false);
        try
        {
            Migrate(rooms);
        }
        catch
        {
            _writer.Dispose();
            throw;
        }
    }

    /// <summary>Opens the file, making it and its folder when missing, and brings the rooms' tables to the version that this program knows.</summary>
    /// <exception cref="SchemaTooNewException">A newer program wrote it.</exception>
    public static Database Open(string path, params ReadOnlySpan<RoomSchema> rooms)
    {
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        return new Database(full, rooms);
    }

    /// <summary>A database that lives in memory as long as this object: no file, no thread.</summary>
    public static Database InMemory(params ReadOnlySpan<RoomSchema> rooms) => new(null, rooms);

    /// <summary>Runs <paramref name="work"/> in one transaction. It is durable when this returns; it is undone when the work throws or asks for it, or the commit fails.</summary>
    /// <param name="work">What is to be done.</param>
    /// <param name="undone">Told when the transaction was undone, before any other begins: what was remembered of its rows is to be forgotten.</param>
    public T Write<T>(Func<StoreConnection, T> work, Action? undone = null)
    {
        ArgumentNullException.ThrowIfNull(work);
        lock (_writing)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            _writer.Begin();
            T result;
            try
            {
                result = work(_writer);
                if (!_writer.IsAbandoned)
                {
                    _writer.Commit();
                    return result;
                }
            }
            catch
            {
                UndoAfterFault();
                undone?.Invoke();
                throw;
            }

            _writer.RollBack();
            undone?.Invoke();
            return result;
        }
    }

    /// <summary>Runs <paramref name="work"/> in one transaction.</summary>
    public void Write(Action<StoreConnection> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        Write(connection =>
        {
            work(connection);
            return 0;
        });
    }

    /// <summary>Runs <paramref name="work"/> on the last committed state. Several may run at once.</summary>
    public T Read<T>(Func<StoreConnection, T> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (_path is null)
        {
            lock (_writing)
            {
                ObjectDisposedException.ThrowIf(_closed, this);
                return work(_writer);
            }
        }

        ObjectDisposedException.ThrowIf(_closed, this);
        if (!_readers.TryTake(out var reader)) reader = Connect(_path, readOnly: true);
        try
        {
            // One transaction: several queries of one work see the same commit.
            reader.BeginRead();
            return work(reader);
        }
        finally
        {
            reader.RollBack();
            if (_closed || _readers.Count >= StoreLimits.IdleReadersMax) reader.Dispose();
            else _readers.Add(reader);
        }
    }

    /// <summary>Closes all connections. What was committed stays.</summary>
    public void Dispose()
    {
        lock (_writing)
        {
            if (_closed) return;
            _closed = true;
            while (_readers.TryTake(out var reader)) reader.Dispose();
            _writer.Dispose();
        }
    }

    private void UndoAfterFault()
    {
        // SQLite has already rolled back by itself after some faults (full disk, I/O error); a second one is then refused.
        try
        {
            _writer.RollBack();
        }
        catch (SqliteException)
        {
        }
    }

    private static StoreConnection Connect(string? path, bool readOnly)
    {
        var text = new SqliteConnectionStringBuilder
        {
            DataSource = path ?? ":memory:",
            Mode = path is null ? SqliteOpenMode.Memory : SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
            ForeignKeys = true,
            DefaultTimeout = (int)StoreLimits.BusyWait.TotalSeconds,
        };
        var sqlite = new SqliteConnection(text.ToString());
        try
        {
            sqlite.Open();
            using var pragma = sqlite.CreateCommand();
            pragma.CommandText = $"PRAGMA busy_timeout = {(int)StoreLimits.BusyWait.TotalMilliseconds}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                + (readOnly ? " PRAGMA query_only = ON;" : "");
            pragma.ExecuteNonQuery();
            return new StoreConnection(sqlite);
        }
        catch
        {
            sqlite.Dispose();
            throw;
        }
    }

    private void Migrate(ReadOnlySpan<RoomSchema> rooms)
    {
        Write(static c => c.Execute("CREATE TABLE IF NOT EXISTS schema_version (room TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL)"));
        foreach (var room in rooms)
        {
            // The version is read inside the transaction: two programs that start at once do not run a step twice.
            Write(connection =>
            {
                var version = connection.Scalar<int>("SELECT version FROM schema_version WHERE room = @Room", new { room.Room });
                if (version > room.Steps.Count) throw new SchemaTooNewException(room.Room, version, room.Steps.Count);
                if (version == room.Steps.Count) return;
                for (var i = version; i < room.Steps.Count; i++) connection.Execute(room.Steps[i].Sql);
                connection.Execute(
                    "INSERT INTO schema_version (room, version) VALUES (@Room, @Version) ON CONFLICT (room) DO UPDATE SET version = excluded.version",
                    new { room.Room, Version = room.Steps.Count });
            });
        }
    }
}
