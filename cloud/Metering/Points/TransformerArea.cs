namespace Wattline.Cloud.Metering.Points;

/// <summary>A transformer area (台区) or a feeder above several.</summary>
/// <param name="Id">1 to 32 of <c>A-Z a-z 0-9 - _ .</c>; unique.</param>
/// <param name="Parent">What feeds it; null for the top.</param>
/// <param name="Name">What people call it; null: nothing.</param>
/// <param name="LossPercentMax">Percent of what it is fed that may be lost before somebody looks, as an exact decimal.</param>
public sealed record TransformerArea(string Id, string? Parent, string? Name, string LossPercentMax);
