using Wattline.Cloud.Metering.Intervals;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Versions;

/// <summary>A version of an interval.</summary>
/// <param name="Series">Whose, by number.</param>
/// <param name="EndS">The interval's end, Unix seconds.</param>
/// <param name="Version">Counts from 1.</param>
/// <param name="Amount">What was used; null when nothing was known.</param>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Kind">Raw, validated, estimated or edited.</param>
/// <param name="Quality">Its codes when it was made.</param>
/// <param name="AtMs">When it was made, Unix milliseconds.</param>
/// <param name="Who">Who made it.</param>
/// <param name="Why">Why.</param>
public sealed record IntervalVersion(
    long Series, long EndS, int Version, ExactDecimal? Amount, IntervalOrigin Origin, VersionKind Kind, QualitySet Quality, long AtMs, string Who, string Why)
{
    /// <summary>Who makes what nobody makes by hand.</summary>
    public const string Program = "wattline";

    /// <summary>What an origin and its codes make of a version.</summary>
    public static VersionKind KindOf(IntervalOrigin origin, QualitySet quality) => origin switch
    {
        IntervalOrigin.Missing => VersionKind.Missing,
        IntervalOrigin.Estimated => VersionKind.Estimated,
        IntervalOrigin.Edited => VersionKind.Edited,
        _ => quality.BlocksBill ? VersionKind.Raw : VersionKind.Validated,
    };
}
