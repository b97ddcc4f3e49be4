namespace Wattline.Cloud.Metering.Csv;

/// <summary>One record of a CSV file.</summary>
/// <param name="Line">The line of the file, from 1, on which the record begins (a quoted field may span lines).</param>
/// <param name="Fields">Its fields, unquoted; empty when the record has a fault.</param>
/// <param name="Fault">What is wrong with the record's form, or null.</param>
public sealed record CsvRecord(int Line, IReadOnlyList<string> Fields, string? Fault);
