using Wattline.Cloud.Metering.Versions;

namespace Wattline.Cloud.Portal.Api;

/// <summary>An interval as the API shows it.</summary>
/// <param name="End">Its end; it is the time before, and this moment.</param>
/// <param name="LengthS">Seconds.</param>
/// <param name="Amount">What was used, multiplied, as an exact decimal; null when nothing is known.</param>
/// <param name="Origin">registers, profile, nosupply, estimated, edited or missing.</param>
/// <param name="Quality">Codes by IEC 61968-9.</param>
/// <param name="BlocksBill">Whether a bill must not rest on it.</param>
/// <param name="Version">Which version it is.</param>
public sealed record IntervalJson(DateTimeOffset End, int LengthS, string? Amount, string Origin, IReadOnlyList<QualityView> Quality, bool BlocksBill, int Version)
{
    internal static IntervalJson Of(IntervalView view) => new(
        DateTimeOffset.FromUnixTimeSeconds(view.EndS), view.LengthS, view.Amount?.ToString(), EnumText.Of(view.Origin), QualityView.Of(view.Quality), view.Quality.BlocksBill, view.Version);
}
