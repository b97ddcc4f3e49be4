namespace Wattline.Cloud.Metering.Processing;

/// <summary>What a run did.</summary>
/// <param name="Points">Points looked at.</param>
/// <param name="Intervals">Intervals looked at.</param>
/// <param name="DaysAdded">Days of channels that were new.</param>
/// <param name="DaysChanged">Days that say something else now.</param>
/// <param name="Versions">Versions made.</param>
public sealed record RunReport(int Points, long Intervals, int DaysAdded, int DaysChanged, int Versions)
{
    /// <summary>Two runs together.</summary>
    public RunReport With(RunReport other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new RunReport(Points + other.Points, Intervals + other.Intervals, DaysAdded + other.DaysAdded, DaysChanged + other.DaysChanged, Versions + other.Versions);
    }
}
