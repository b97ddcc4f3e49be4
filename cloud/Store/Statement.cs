using System.Data.Common;

namespace Wattline.Cloud.Store;

/// <summary>A prepared statement of one connection. Values go in by position; null means SQL NULL. Not for two callers at once.</summary>
public sealed class Statement : IDisposable
{
    private readonly DbCommand _command;

    internal Statement(DbCommand command)
    {
        _command = command;
    }

    /// <summary>Runs it for its effect.</summary>
    /// <returns>The number of rows changed.</returns>
    public int Run(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        return _command.ExecuteNonQuery();
    }

    /// <summary>The first column of the first row, or null when there is no row or it holds NULL.</summary>
    public object? Scalar(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        var value = _command.ExecuteScalar();
        return value is DBNull ? null : value;
    }

    /// <summary>All rows; dispose the reader before the statement runs again.</summary>
    public DbDataReader Rows(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        return _command.ExecuteReader();
    }

    private void Bind(ReadOnlySpan<object?> values)
    {
        if (values.Length != _command.Parameters.Count)
            throw new ArgumentException($"The statement has {_command.Parameters.Count} parameters; {values.Length} values were given.", nameof(values));
        for (var i = 0; i < values.Length; i++) _command.Parameters[i].Value = values[i] ?? DBNull.Value;
    }

    /// <summary>Frees the statement.</summary>
    public void Dispose() => _command.Dispose();
}
