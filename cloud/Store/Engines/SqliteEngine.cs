using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Wattline.Cloud.Store.Engines;

/// <summary>
/// SQLite in WAL mode. One writer at a time, in a transaction that is on the disk when it returns (synchronous = FULL); readers run beside it
/// and see the last commit. In memory, where there is no WAL, readers take turns with the writer.
/// </summary>
internal sealed class SqliteEngine : Engine
{
    private readonly Lock _writing = new();
    private readonly ConcurrentBag<StoreConnection> _readers = [];
    private readonly string? _path;
    private readonly StoreConnection _writer;
    private volatile bool _closed;

    /// <param name="path">The file, made when missing; null for memory.</param>
    public SqliteEngine(string? path)
    {
        _path = path;
        _writer = Connect(path, readOnly: false);
    }

    public override StoreEngine Kind => StoreEngine.Sqlite;

    public override T Write<T>(Func<StoreConnection, T> work, Action? undone, Isolation isolation)
    {
        lock (_writing)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            T result;
            try
            {
                _writer.Begin(isolation);
                result = work(_writer);
                if (!_writer.IsAbandoned)
                {
                    _writer.Commit();
                    return result;
                }
            }
            catch (Exception fault)
            {
                UndoAfterFault();
                undone?.Invoke();
                if (Away(fault) is { } away) throw away;
                throw;
            }

            _writer.RollBack();
            undone?.Invoke();
            return result;
        }
    }

    public override T Read<T>(Func<StoreConnection, T> work)
    {
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

    public override void Dispose()
    {
        lock (_writing)
        {
            if (_closed) return;
            _closed = true;
            while (_readers.TryTake(out var reader)) reader.Dispose();
            _writer.Dispose();
        }
    }

    /// <summary>What the caller hears when another process holds the file, or the disk is full or failing (SQLite, result codes); null when the error is the work's own.</summary>
    private static StoreUnavailableException? Away(Exception fault) => fault is SqliteException { SqliteErrorCode: 5 or 6 or 10 or 13 } lite
        ? new StoreUnavailableException(lite.Message, fault)
        : null;

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
            return new StoreConnection(sqlite, SqliteDialect.Instance);
        }
        catch
        {
            sqlite.Dispose();
            throw;
        }
    }
}
