using Wattline.Cloud.Metering.Versions;

namespace Wattline.Cloud.Portal.Api;

/// <summary>A net interval as the API shows it.</summary>
/// <param name="End">Its end.</param>
/// <param name="LengthS">Seconds.</param>
/// <param name="Own">What the point's meter measured, as an exact decimal; null when it is not known.</param>
/// <param name="Deducted">What points behind it measured.</param>
/// <param name="Net">What is left.</param>
/// <param name="Quality">Codes by IEC 61968-9 of all that it is made of.</param>
/// <param name="BlocksBill">Whether a bill must not rest on it.</param>
public sealed record NetJson(DateTimeOffset End, int LengthS, string? Own, string? Deducted, string? Net, IReadOnlyList<QualityView> Quality, bool BlocksBill)
{
    internal static NetJson Of(NetInterval one) => new(
        DateTimeOffset.FromUnixTimeSeconds(one.EndS), one.LengthS, one.Own?.ToString(), one.Deducted?.ToString(), one.Net?.ToString(), QualityView.Of(one.Quality),
        one.Net is null || one.Quality.BlocksBill);
}
