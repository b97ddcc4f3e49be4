namespace Wattline.Cloud.Metering.Import;

/// <summary>How a file is imported.</summary>
/// <param name="DryRun">Say what would happen and change nothing.</param>
/// <param name="GoodLines">Take the lines without errors although others have some; otherwise it is all or nothing.</param>
/// <param name="Who">Who imports, for the audit.</param>
public sealed record ImportOptions(bool DryRun = false, bool GoodLines = false, string Who = "");
