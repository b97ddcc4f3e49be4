using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Wattline.Cloud.Store;

/// <summary>
/// One connection with its prepared statements. Handed to a room inside <see cref="Database.Read{T}"/> or <see cref="Database.Write{T}"/>
/// and not to be kept beyond it. SQL is given with <c>@name</c> parameters, as both SQLite and PostgreSQL take them.
/// </summary>
public sealed class StoreConnection : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);

    internal StoreConnection(SqliteConnection connection)
    {
        _connection = connection;
    }

    /// <summary>Whether the transaction around this call is to be undone when the call returns.</summary>
    public bool IsAbandoned { get; private set; }

    /// <summary>Asks that everything written in this transaction be undone at its end: a dry run.</summary>
    public void Abandon() => IsAbandoned = true;

    /// <summary>A prepared statement, made once for a connection and reused: the way for everything that runs per reading.</summary>
    /// <param name="sql">A constant text with <c>@name</c> parameters.</param>
    /// <param name="parameters">The parameters' names without the sign, in the order in which the statement's calls give the values.</param>
    public Statement Prepared(string sql, params ReadOnlySpan<string> parameters)
    {
        if (_statements.TryGetValue(sql, out var statement)) return statement;
        if (_statements.Count >= StoreLimits.StatementsMax)
            throw new InvalidOperationException("Too many different prepared statements on one connection: is a value written into the SQL?");
        statement = new Statement(_connection, sql, parameters);
        _statements.Add(sql, statement);
        return statement;
    }

    /// <summary>Rows as objects (Dapper): for everything that does not run per reading.</summary>
    public IEnumerable<T> Query<T>(string sql, object? parameters = null, bool buffered = true) => _connection.Query<T>(sql, parameters, buffered: buffered);

    /// <summary>The first row, or the type's default.</summary>
    public T? QueryFirstOrDefault<T>(string sql, object? parameters = null) => _connection.QueryFirstOrDefault<T>(sql, parameters);

    /// <summary>The first column of the first row.</summary>
    public T? Scalar<T>(string sql, object? parameters = null) => _connection.ExecuteScalar<T>(sql, parameters);

    /// <summary>Runs statements that give no rows.</summary>
    /// <returns>The number of rows changed.</returns>
    public int Execute(string sql, object? parameters = null) => _connection.Execute(sql, parameters);

    /// <summary>The plain reader, for streaming a large answer.</summary>
    public DbDataReader Reader(string sql, object? parameters = null) => (DbDataReader)_connection.ExecuteReader(sql, parameters);

    internal void Begin()
    {
        IsAbandoned = false;
        Prepared("BEGIN IMMEDIATE").Run();
    }

    internal void BeginRead() => Prepared("BEGIN").Run();

    internal void Commit() => Prepared("COMMIT").Run();

    internal void RollBack() => Prepared("ROLLBACK").Run();

    /// <summary>Closes the connection with its statements.</summary>
    public void Dispose()
    {
        foreach (var statement in _statements.Values) statement.Dispose();
        _statements.Clear();
        _connection.Dispose();
    }
}
