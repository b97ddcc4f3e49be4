using System.Data.Common;

namespace Wattline.Cloud.Store.Engines;

/// <summary>What the engines say in other words.</summary>
internal abstract class Dialect
{
    public abstract StoreEngine Engine { get; }

    public abstract string BeginRead { get; }

    public abstract string Commit { get; }

    /// <summary>Makes processes that start at once run migrations one after the other; empty where the transaction does it.</summary>
    public abstract string MigrationLock { get; }

    public abstract string Begin(Isolation isolation);

    public abstract string IsOneOf(string column, string parameter);

    public abstract string TextOf(Migration step);

    /// <summary>A command that is prepared once, its parameters in the order of the names.</summary>
    public abstract DbCommand Command(DbConnection connection, string sql, ReadOnlySpan<string> parameters);
}
