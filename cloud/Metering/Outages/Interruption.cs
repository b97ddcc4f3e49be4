namespace Wattline.Cloud.Metering.Outages;

/// <summary>Points that had no supply from one moment to another.</summary>
/// <param name="From">Since when, Unix seconds.</param>
/// <param name="To">Until when.</param>
/// <param name="Points">How many points: customers, as the indices count them.</param>
public readonly record struct Interruption(long From, long To, int Points);
