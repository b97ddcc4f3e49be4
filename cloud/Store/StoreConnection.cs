using System.Data.Common;
using Dapper;
using Npgsql;
using Wattline.Cloud.Store.Engines;

namespace Wattline.Cloud.Store;

/// <summary>
/// One connection with its prepared statements. Handed to a room inside <see cref="Database.Read{T}"/> or <see cref="Database.Write{T}"/>
/// and not to be kept beyond it. SQL is given with <c>@name</c> parameters; where SQLite and PostgreSQL need other words, <see cref="Engine"/> tells.
/// </summary>
public sealed class StoreConnection : IDisposable
{
    private readonly DbConnection _connection;
    private readonly Dialect _dialect;
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);

    internal StoreConnection(DbConnection connection, Dialect dialect)
    {
        _connection = connection;
        _dialect = dialect;
    }

    /// <summary>Which database this is.</summary>
    public StoreEngine Engine => _dialect.Engine;

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
        statement = new Statement(_dialect.Command(_connection, sql, parameters));
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

    /// <summary>The condition that a column is one of the elements of a list given as a parameter to <see cref="Query{T}"/> and its like.</summary>
    /// <param name="column">Such as <c>c.id</c>.</param>
    /// <param name="parameter">Such as <c>@Ids</c>.</param>
    public string IsOneOf(string column, string parameter) => _dialect.IsOneOf(column, parameter);

    /// <summary>Sends rows by <c>COPY … FROM STDIN (FORMAT BINARY)</c>: PostgreSQL only.</summary>
    /// <exception cref="NotSupportedException">This is another database.</exception>
    public void Copy(string sql, CopyRows rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (_connection is not NpgsqlConnection postgres) throw new NotSupportedException("Only PostgreSQL copies.");
        using var stream = postgres.BeginRawBinaryCopy(sql);
        stream.Write(rows.Finish());
    }

    internal void Begin(Isolation isolation)
    {
        IsAbandoned = false;
        Prepared(_dialect.Begin(isolation)).Run();
    }

    internal void BeginRead()
    {
        IsAbandoned = false;
        Prepared(_dialect.BeginRead).Run();
    }

    internal void Commit() => Prepared(_dialect.Commit).Run();

    internal void RollBack() => Prepared("ROLLBACK").Run();

    internal void LockMigrations()
    {
        if (_dialect.MigrationLock.Length > 0) _connection.Execute(_dialect.MigrationLock, commandTimeout: 0);
    }

    /// <summary>An index of a large table takes its time: a step has no limit.</summary>
    internal void Run(Migration step) => _connection.Execute(_dialect.TextOf(step), commandTimeout: 0);

    /// <summary>Closes the connection with its statements.</summary>
    public void Dispose()
    {
        foreach (var statement in _statements.Values) statement.Dispose();
        _statements.Clear();
        _connection.Dispose();
    }
}
