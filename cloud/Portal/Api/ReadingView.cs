using Wattline.Cloud.Ingest.Queries;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Portal.Api;

/// <summary>A reading as the API shows it.</summary>
/// <param name="Obis">Which channel.</param>
/// <param name="Kind">register, freeze, interval or demand.</param>
/// <param name="Slot">Nominal time, UTC.</param>
/// <param name="LengthS">Seconds that the value covers; 0 for registers.</param>
/// <param name="Value">Exactly what was shown, as decimal text; null when it is explained that there is nothing.</param>
/// <param name="Unit">The value's unit; null of a channel that the plan does not read.</param>
/// <param name="Quality">Codes by IEC 61968-9 with their names; empty when valid.</param>
/// <param name="OffsetMs">Milliseconds from the slot to the answer.</param>
/// <param name="Version">Counts from 1.</param>
/// <param name="Versions">How many there are.</param>
/// <param name="Current">Whether this version counts.</param>
public sealed record ReadingView(
    string Obis, string Kind, DateTimeOffset Slot, int LengthS, string? Value, string? Unit, IReadOnlyList<QualityView> Quality, long OffsetMs, int Version, int Versions, bool Current)
{
    internal static ReadingView Of(CurrentReading reading, MeterUnits units) => new(
        reading.Obis.ToString(), reading.Kind.Name(), Moment(reading.Slot), reading.LengthS, reading.Value?.ToString(), units.Of(reading.Obis),
        QualityView.Of(reading.Quality), reading.OffsetMs, reading.Version, reading.Versions, reading.IsCurrent);

    /// <summary>Years 0001 to 9999: beyond them no date can be written, and the nearest is shown.</summary>
    internal static DateTimeOffset Moment(long slot) => DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(slot, Parameters.FirstSecond, Parameters.LastSecond));
}
