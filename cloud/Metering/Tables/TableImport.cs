using Wattline.Cloud.Metering.Csv;
using Wattline.Cloud.Metering.Import;
using Wattline.Cloud.Metering.Registry;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Metering.Tables;

/// <summary>Takes a CSV file into a table of the registry: an error for each line that is wrong, nothing twice, every change in the audit.</summary>
internal sealed class TableImport<T>(RegistryTable<T> table, StoreConnection connection, ImportOptions options, DateTimeOffset now)
    where T : class
{
    private readonly Dictionary<string, int> _columns = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> _seen = new(StringComparer.Ordinal);
    private readonly List<TableLine<T>> _lines = [];
    private readonly List<ImportError> _errors = [];
    private int _count;

    public ImportResult Run(string csv)
    {
        if (csv.Length > RegistryLimits.ImportCharsMax) _errors.Add(new ImportError(1, "", $"the file has {csv.Length} characters; the limit is {RegistryLimits.ImportCharsMax}: import it in parts"));
        else ReadAll(csv);
        var known = table.Load(connection).ToDictionary(table.KeyOf, StringComparer.Ordinal);
        Agree(known);
        _errors.Sort(static (a, b) => a.Line.CompareTo(b.Line));

        var added = 0;
        var changed = 0;
        foreach (var line in _lines)
        {
            known.TryGetValue(table.KeyOf(line.Row), out var before);
            if (line.Row.Equals(before)) continue;
            if (before is null) added++;
            else changed++;
            table.Put(connection, line.Row);
            AuditRows.Add(connection, now, options.Who, table.Name, table.KeyOf(line.Row), before is null ? null : Text(before), Text(line.Row));
        }

        var applied = !options.DryRun && (_errors.Count == 0 || (options.GoodLines && _lines.Count > 0));
        return new ImportResult(
            applied, _count, added, changed, _lines.Count - added - changed, 0, RegistryRows.Version(connection),
            [.. _errors.Take(RegistryLimits.ImportErrorsMax)], _errors.Count);
    }

    /// <summary>A refused line leaves the registry's row where it was, and that may be in another line's way: until no line falls.</summary>
    private void Agree(Dictionary<string, T> known)
    {
        var refused = new HashSet<TableLine<T>>(ReferenceEqualityComparer.Instance);
        do
        {
            refused.Clear();
            table.Agree(connection, known, _lines, (line, column, reason) =>
            {
                if (refused.Add(line)) _errors.Add(new ImportError(line.Line, column, reason));
            });
            _lines.RemoveAll(refused.Contains);
        }
        while (refused.Count > 0);
    }

    private void ReadAll(string csv)
    {
        foreach (var record in CsvText.Read(csv))
        {
            if (_columns.Count > 0) ReadLine(record);
            else if (!ReadHeader(record)) return;
        }

        if (_columns.Count == 0) _errors.Add(new ImportError(1, "", "the file is empty: a header line is needed"));
    }

    private bool ReadHeader(CsvRecord record)
    {
        if (record.Fault is not null) _errors.Add(new ImportError(record.Line, "", record.Fault));
        for (var i = 0; i < record.Fields.Count; i++)
            if (!_columns.TryAdd(record.Fields[i].Trim(), i)) _errors.Add(new ImportError(record.Line, record.Fields[i], "the header names this column twice"));
        foreach (var name in table.Required)
            if (record.Fault is null && !_columns.ContainsKey(name)) _errors.Add(new ImportError(record.Line, name, "the header lacks this column"));
        return _errors.Count == 0;
    }

    private void ReadLine(CsvRecord record)
    {
        _count++;
        if (record.Fault is not null || record.Fields.Count != _columns.Count)
        {
            _errors.Add(new ImportError(record.Line, "", record.Fault ?? $"{record.Fields.Count} fields; the header has {_columns.Count}"));
            return;
        }

        var before = _errors.Count;
        var check = new FieldCheck(record.Line, _errors);
        var row = table.Read(check, column => _columns.TryGetValue(column, out var index) ? record.Fields[index].Trim() : "");
        if (_errors.Count > before) return;
        if (_seen.TryAdd(table.KeyOf(row), record.Line)) _lines.Add(new TableLine<T>(record.Line, row));
        else check.Refuse(table.Columns[0], $"line {_seen[table.KeyOf(row)]} has this already");
    }

    private string Text(T row) => CsvText.Line(table.Write(row));
}
