namespace Wattline.Cloud.Metering.Points;

/// <summary>A place where energy is measured: meters come and go, the point stays, and bills are for points.</summary>
/// <param name="Id">1 to 32 of <c>A-Z a-z 0-9 - _ .</c>; unique.</param>
/// <param name="Customer">Whose; null for the network's own.</param>
/// <param name="PointOfDelivery">The number that the market knows it by; null where there is none.</param>
/// <param name="Parent">The point whose meter measures this one's energy too, and that this is deducted from (套扣); null: none.</param>
/// <param name="Area">The transformer area (台区) that feeds it; null when that is not known.</param>
/// <param name="Role">What it is for its area.</param>
/// <param name="Zone">IANA time zone: its days and months are counted there.</param>
/// <param name="MaxKw">What its connection can carry, kW, as an exact decimal.</param>
/// <param name="LengthS">Seconds of its intervals.</param>
/// <param name="IsActive">Whether it is in use: one that is not must use nothing.</param>
/// <param name="Proxy">A point that it is like, for estimates; null: none.</param>
/// <param name="Tariff">The tariff whose numbers name its periods; null: none.</param>
/// <param name="HasGeneration">Whether it may feed energy in, photovoltaics (上网).</param>
public sealed record MeteringPoint(
    string Id, string? Customer, string? PointOfDelivery, string? Parent, string? Area, PointRole Role, string Zone, string MaxKw, int LengthS, bool IsActive, string? Proxy, string? Tariff, bool HasGeneration = false);
