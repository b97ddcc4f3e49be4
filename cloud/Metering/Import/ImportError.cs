namespace Wattline.Cloud.Metering.Import;

/// <summary>Why a line of the file was not taken.</summary>
/// <param name="Line">Line of the file, from 1; the header is line 1.</param>
/// <param name="Column">The column's name, or empty when the line as a whole is wrong.</param>
/// <param name="Reason">What is wrong and what would be right.</param>
public sealed record ImportError(int Line, string Column, string Reason);
