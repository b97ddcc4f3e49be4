using Wattline.Cloud.Metering.Completeness;
using Wattline.Cloud.Metering.Versions;

namespace Wattline.Cloud.Metering.Processing;

/// <summary>What became of points: to be stored in one transaction.</summary>
internal sealed class PointResult
{
    /// <summary>Days that there were none of.</summary>
    public List<DayRow> Added { get; } = [];

    /// <summary>Days that say something else now.</summary>
    public List<DayRow> Changed { get; } = [];

    /// <summary>New versions.</summary>
    public List<IntervalVersion> Versions { get; } = [];

    /// <summary>Completeness of each point and day.</summary>
    public List<PointDay> Days { get; } = [];

    /// <summary>What the rules doubt of readings.</summary>
    public List<ReadingFlag> Flags { get; } = [];

    /// <summary>How many intervals were looked at.</summary>
    public long Intervals { get; set; }
}
