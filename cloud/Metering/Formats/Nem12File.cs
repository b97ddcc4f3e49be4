namespace Wattline.Cloud.Metering.Formats;

/// <summary>A NEM12 file, or why it is none.</summary>
/// <param name="Days">Its days, in the file's order; none when it has a fault.</param>
/// <param name="Fault">What is wrong with it, with its line; null: nothing.</param>
public sealed record Nem12File(IReadOnlyList<Nem12Day> Days, FormatFault? Fault);
