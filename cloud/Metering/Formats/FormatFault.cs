namespace Wattline.Cloud.Metering.Formats;

/// <summary>Why a file is refused, whole.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Reason">What is wrong and what would be right.</param>
public sealed record FormatFault(int Line, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => $"line {Line}: {Reason}";
}
