namespace Wattline.Simulators.Block;

/// <summary>What the cloud holds for one reading identity, in the oracle's words.</summary>
/// <param name="Meter">The registry's name of the meter.</param>
/// <param name="Obis">The channel.</param>
/// <param name="SlotUnixSeconds">The nominal time.</param>
/// <param name="Value">Exact decimal text, or null when its absence is explained.</param>
/// <param name="Cause">Name of the quality code that explains the absence, or null.</param>
/// <param name="Flagged">True when a quality code doubts the value.</param>
/// <param name="Values">How many different values are kept under the identity.</param>
/// <param name="Kind">The kind's name on the cloud link.</param>
public readonly record struct StoredReading(
    string Meter, string Obis, long SlotUnixSeconds, string? Value, string? Cause, bool Flagged, int Values, string Kind = "register");
