namespace Wattline.Cloud.Metering.Tables;

/// <summary>A line of a file whose fields are each right.</summary>
/// <param name="Line">The file's line.</param>
/// <param name="Row">What it says.</param>
internal sealed record TableLine<T>(int Line, T Row);
