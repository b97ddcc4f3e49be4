namespace Wattline.Gateway.Domain;

/// <summary>One row of the table of quality codes.</summary>
/// <param name="Name">What reports and pages call it.</param>
/// <param name="Code">Its code by IEC 61968-9.</param>
/// <param name="SetBy">Who puts it on a reading.</param>
/// <param name="Cause">The concentrator's cause (docs/uplink.md, readings), or 0 when it has none.</param>
/// <param name="BlocksBill">A bill must not rest on a value with this code.</param>
/// <param name="BlocksTrip">A customer must not be cut off on the strength of a value with this code.</param>
public sealed record Quality(string Name, QualityCode Code, QualitySetter SetBy, int Cause, bool BlocksBill, bool BlocksTrip)
{
    /// <summary>Its row's number in <see cref="QualityTable.All"/>, and its bit in a <see cref="QualitySet"/>.</summary>
    public int Row { get; internal set; }
}
