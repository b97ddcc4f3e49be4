using Wattline.Cloud.Metering.Estimation;
using Wattline.Cloud.Metering.Time;

namespace Wattline.Cloud.Metering.Processing;

/// <summary>What like times had, with the decimals that those amounts have.</summary>
/// <param name="At">The amount of the interval that ends at a moment, or <see cref="Shapes.Unknown"/>.</param>
/// <param name="Decimals">How many digits are decimals.</param>
internal sealed record LikeShape(Func<long, long> At, int Decimals)
{
    /// <summary>Fills a grid, in other decimals.</summary>
    public void Fill(IntervalGrid grid, int decimals, Span<long> shape)
    {
        for (var i = 0; i < grid.Count; i++)
        {
            var amount = At(grid.EndOf(i));
            for (var d = Decimals; d < decimals && amount > 0; d++) amount *= 10;
            for (var d = Decimals; d > decimals && amount > 0; d--) amount /= 10;
            shape[i] = amount;
        }
    }
}
