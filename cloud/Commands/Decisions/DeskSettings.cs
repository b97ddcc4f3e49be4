namespace Wattline.Cloud.Commands.Decisions;

/// <summary>What an operator sets about commands.</summary>
public sealed record DeskSettings
{
    /// <summary>Trips in an area and an hour.</summary>
    public int TripsOfArea { get; init; } = CommandLimits.TripsOfAreaMax;
}
