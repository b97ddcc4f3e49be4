using Wattline.Cloud.Contracts;

namespace Wattline.Cloud.Commands.Decisions;

/// <summary>What this room asks about meters, of those who know. For any thread.</summary>
public interface IMeterGround
{
    /// <summary>Where a meter is; null when there is none of this id.</summary>
    MeterPlace? Find(string meter);

    /// <summary>Whether there is such a concentrator.</summary>
    bool HasConcentrator(string concentrator);

    /// <summary>
    /// Why a meter must not be tripped now: the data that speak for it are estimated or questionable, or a kiosk may hold money that is not
    /// reported yet. Null when nothing stands against it.
    /// </summary>
    string? TripObjection(string meter);

    /// <summary>The plan in force of a concentrator; null when there is none.</summary>
    PlanVersion? Plan(string concentrator);
}
