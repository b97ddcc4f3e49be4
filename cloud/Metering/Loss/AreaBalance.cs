namespace Wattline.Cloud.Metering.Loss;

/// <summary>What an area was fed and what was taken from it, between two freezes: one instant for all.</summary>
/// <param name="Area">Which area.</param>
/// <param name="Date">The day, from its freeze to the next.</param>
/// <param name="Supplied">kWh: by the sum meters, by photovoltaics (上网).</param>
/// <param name="Taken">kWh: by customers, fed back by the sum meters, passed on to areas below.</param>
/// <param name="Incomplete">Points whose day is not whole: with any of these the loss is no proof of anything.</param>
/// <param name="LossPercentMax">What the area may lose.</param>
public sealed record AreaBalance(string Area, DateOnly Date, decimal Supplied, decimal Taken, IReadOnlyList<string> Incomplete, decimal LossPercentMax)
{
    /// <summary>kWh that are lost.</summary>
    public decimal Loss => Supplied - Taken;

    /// <summary>Percent of what was supplied; null when nothing was.</summary>
    public decimal? LossPercent => Supplied == 0 ? null : Loss / Supplied * 100;

    /// <summary>Whether somebody should look: too much is lost, or less than nothing.</summary>
    public bool IsBeyond => LossPercent is { } percent && (percent > LossPercentMax || percent < 0);
}
