using Wattline.Cloud.Metering.Import;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Metering.Tables;

/// <summary>A table of the registry that goes out as CSV and comes back the same.</summary>
internal abstract class RegistryTable<T>
    where T : class
{
    /// <summary>Its name in addresses and in the audit.</summary>
    public abstract string Name { get; }

    /// <summary>Its columns, in the order in which they are written.</summary>
    public abstract IReadOnlyList<string> Columns { get; }

    /// <summary>Columns that a file must have.</summary>
    public abstract IReadOnlyList<string> Required { get; }

    /// <summary>What tells two rows apart.</summary>
    public abstract string KeyOf(T row);

    /// <summary>Reads the fields of a line, each checked by itself.</summary>
    public abstract T Read(FieldCheck check, Func<string, string> field);

    /// <summary>Writes a row, a field for each column.</summary>
    public abstract string[] Write(T row);

    /// <summary>All rows, by key.</summary>
    public abstract IEnumerable<T> Load(StoreConnection connection);

    /// <summary>Stores a row, in place of the one with its key.</summary>
    public abstract void Put(StoreConnection connection, T row);

    /// <summary>Checks lines against each other and against the registry; one that is refused is taken out, with its reason.</summary>
    /// <param name="connection">The transaction.</param>
    /// <param name="known">The rows that the registry has.</param>
    /// <param name="lines">The file's lines, by key.</param>
    /// <param name="refuse">Takes a line out: line, column, reason.</param>
    public virtual void Agree(StoreConnection connection, IReadOnlyDictionary<string, T> known, IReadOnlyList<TableLine<T>> lines, Action<TableLine<T>, string, string> refuse)
    {
    }
}
