namespace Wattline.Cloud.Metering.Points;

/// <summary>What a meter's tariff number means from a day on: the numbers stay in the meter, their periods change by decree.</summary>
/// <param name="Tariff">The tariff's name.</param>
/// <param name="Number">The meter's number, 1 to 63.</param>
/// <param name="From">From this day on.</param>
/// <param name="Period">The period, such as sharp 尖, peak 峰, flat 平, valley 谷, deep 深谷.</param>
public sealed record TariffPeriod(string Tariff, int Number, DateOnly From, string Period);
