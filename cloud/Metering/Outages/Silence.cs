namespace Wattline.Cloud.Metering.Outages;

/// <summary>A time in which a meter said nothing.</summary>
/// <param name="Meter">Which meter.</param>
/// <param name="Point">What it measures.</param>
/// <param name="Kind">Which of three things it was.</param>
/// <param name="From">First silent slot, Unix seconds.</param>
/// <param name="To">The slot in which it answered again, or it was another thing from; the last silent one while it lasts.</param>
/// <param name="IsOver">Whether it answered again.</param>
public sealed record Silence(string Meter, string Point, OutageKind Kind, long From, long To, bool IsOver)
{
    /// <summary>Seconds from its first slot on.</summary>
    public long Seconds => To - From;
}
