using Wattline.Cloud.Metering.Versions;

namespace Wattline.Cloud.Portal.Api;

/// <summary>A version of an interval as the API shows it.</summary>
/// <param name="Version">Counts from 1.</param>
/// <param name="Amount">What was used; null when nothing was known.</param>
/// <param name="Kind">missing, raw, validated, estimated or edited.</param>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Quality">Its codes.</param>
/// <param name="At">When it was made.</param>
/// <param name="Who">Who made it.</param>
/// <param name="Why">Why.</param>
public sealed record VersionJson(int Version, string? Amount, string Kind, string Origin, IReadOnlyList<QualityView> Quality, DateTimeOffset At, string Who, string Why)
{
    internal static VersionJson Of(IntervalVersion version) => new(
        version.Version, version.Amount?.ToString(), EnumText.Of(version.Kind), EnumText.Of(version.Origin), QualityView.Of(version.Quality),
        DateTimeOffset.FromUnixTimeMilliseconds(version.AtMs), version.Who, version.Why);
}
