using System.Collections.Concurrent;
using Npgsql;

namespace Wattline.Cloud.Store.Engines;

/// <summary>
/// Connections to one server, at most so many, kept open with their prepared statements and temporary tables. Who finds none free waits a
/// bounded time, with a bounded number of others; after a failed attempt none is made for a while. A connection that broke is never handed out twice.
/// </summary>
internal sealed class PostgresPool : IDisposable
{
    private readonly ConcurrentStack<StoreConnection> _idle = new();
    private readonly NpgsqlDataSource _source;
    private readonly string _place;
    private readonly string _session;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _free;
    private long _triesAgainAt = long.MinValue;
    private int _waiting;
    private volatile bool _closed;

    /// <param name="text">The connection string.</param>
    /// <param name="session">What each connection begins with.</param>
    /// <param name="time">Measures the pause after a failed attempt.</param>
    /// <exception cref="StoreOpenException">The string is not understood.</exception>
    public PostgresPool(string text, string session, TimeProvider time)
    {
        var settings = PostgresSettings.Read(text);
        _place = PostgresSettings.Place(settings);
        _session = PostgresSettings.Session + session;
        _time = time;
        _free = new SemaphoreSlim(Math.Min(settings.MaxPoolSize, StoreLimits.ConnectionsMax));
        settings.Pooling = false;
        _source = NpgsqlDataSource.Create(settings);
    }

    /// <summary>A first connection: says what is wrong with the configuration.</summary>
    /// <exception cref="StoreOpenException">The server does not answer, refuses, or is too old.</exception>
    public void Probe()
    {
        NpgsqlConnection? connection = null;
        try
        {
            connection = _source.OpenConnection();
            if (connection.PostgreSqlVersion.Major < StoreLimits.PostgresVersionMin)
                throw new StoreOpenException($"PostgreSQL at {_place} has version {connection.PostgreSqlVersion}; {StoreLimits.PostgresVersionMin} or newer is needed.");
        }
        catch (PostgresException refused)
        {
            throw new StoreOpenException($"PostgreSQL at {_place} refuses: {refused.MessageText} ({refused.SqlState}).", refused);
        }
        catch (Exception fault) when (PostgresFaults.Away(fault) is { } away)
        {
            throw new StoreOpenException($"PostgreSQL at {_place} does not answer: {away.Reason}.", fault);
        }
        finally
        {
            connection?.Dispose();
        }
    }

    /// <summary>A connection in a transaction.</summary>
    /// <param name="begin">Begins the transaction.</param>
    /// <exception cref="StoreUnavailableException">There is none.</exception>
    public StoreConnection Take(Action<StoreConnection> begin)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        WaitForTurn();
        try
        {
            while (_idle.TryPop(out var kept))
                if (TryBegin(kept, begin)) return kept;
            return Open(begin);
        }
        catch
        {
            _free.Release();
            throw;
        }
    }

    /// <summary>Takes a connection back.</summary>
    public void Return(StoreConnection connection, bool isUsable)
    {
        if (isUsable && !_closed) _idle.Push(connection);
        else connection.Dispose();
        _free.Release();
    }

    public void Dispose()
    {
        _closed = true;
        while (_idle.TryPop(out var connection)) connection.Dispose();
        _source.Dispose();
    }

    private void WaitForTurn()
    {
        try
        {
            if (Interlocked.Increment(ref _waiting) > StoreLimits.WaitersMax) throw new StoreUnavailableException("too many wait for a connection");
            if (!_free.Wait(StoreLimits.ConnectionWait)) throw new StoreUnavailableException("all connections are busy");
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>False when the connection broke while nobody used it: the server was restarted.</summary>
    private static bool TryBegin(StoreConnection connection, Action<StoreConnection> begin)
    {
        try
        {
            begin(connection);
            return true;
        }
        catch (Exception fault) when (PostgresFaults.Away(fault) is not null || fault is InvalidOperationException)
        {
            connection.Dispose();
            return false;
        }
    }

    private StoreConnection Open(Action<StoreConnection> begin)
    {
        if (_time.GetTimestamp() < Volatile.Read(ref _triesAgainAt)) throw new StoreUnavailableException($"{_place} did not answer a moment ago");
        NpgsqlConnection? connection = null;
        try
        {
            connection = _source.OpenConnection();
            using (var setup = new NpgsqlCommand(_session, connection)) setup.ExecuteNonQuery();
            var opened = new StoreConnection(connection, PostgresDialect.Instance);
            begin(opened);
            return opened;
        }
        catch (Exception fault)
        {
            connection?.Dispose();
            Volatile.Write(ref _triesAgainAt, _time.GetTimestamp() + (long)(StoreLimits.ReconnectPause.TotalSeconds * _time.TimestampFrequency));
            // Whatever the reason is (a password changed while running too), it may pass; at start Probe tells it as the operator's.
            throw fault is PostgresException server
                ? new StoreUnavailableException($"{_place}: {server.SqlState} {server.MessageText}", fault)
                : PostgresFaults.Away(fault) is { } away ? new StoreUnavailableException($"{_place}: {away.Reason}", fault) : fault;
        }
    }
}
