using Wattline.Simulators.Meters.Load;
using Xunit;

namespace Wattline.Tests.Simulators.Meters;

public sealed class LoadProfileTests
{
    private const long Minute = 60_000_000;

    private const string Csv =
        "Date;Time;Global_active_power;Global_reactive_power;Voltage\r\n" +
        "1/2/2007;23:59:00;0.326;0.128;243.150\r\n" +
        "2/2/2007;00:00:00;1.5;0.130;243.320\r\n" +
        "2/2/2007;00:01:00;?;?;?\r\n" +
        "2/2/2007;00:02:00;0.000;0.132;243.510\r\n" +
        "\r\n";

    [Fact]
    public void A_measured_file_gives_its_energy_to_the_last_watt_millisecond_and_repeats()
    {
        Assert.True(LoadProfile.TryReadCsv(new StringReader(Csv), out var profile, out _));
        Assert.Equal(4, profile.Minutes);
        Assert.Equal([326, 1500, 1500, 0, 326], Enumerable.Range(0, 5).Select(i => profile.WattsAt(i * Minute)));
        Assert.Equal(0, profile.EnergyWattMilliseconds(0));
        Assert.Equal(326 * 60_000 - 1, profile.EnergyWattMilliseconds(Minute - 1));
        Assert.Equal(326 * 60_000, profile.EnergyWattMilliseconds(Minute));
        Assert.Equal(326 * 60_000 + 1500 * 30_000, profile.EnergyWattMilliseconds(Minute + Minute / 2));
        Assert.Equal(3326 * 60_000L, profile.EnergyWattMilliseconds(4 * Minute));
        Assert.Equal(3326 * 60_000L * 1_000_000, profile.EnergyWattMilliseconds(4_000_000 * Minute));
        Assert.Equal((3326 * 60_000L * 1_000_000) + (326 * 60_000), profile.EnergyWattMilliseconds(4_000_001 * Minute));
    }

    [Theory]
    [InlineData("", "line 1: no column Global_active_power after Date;Time")]
    [InlineData("Date;Time;Volts\n", "line 1: no column Global_active_power after Date;Time")]
    [InlineData("Date;Time;Global_active_power\n\n", "no line with a value")]
    [InlineData("Date;Time;Global_active_power\n1/2/2007;00:00:00\n", "line 2: 2 fields, the power is field 3")]
    [InlineData("Date;Time;Global_active_power\n1/2/2007;00:00:00;1\n31/2/2007;00:01:00;1\n", "line 3: '31/2/2007;00:01:00' is not a date and a time")]
    [InlineData("Date;Time;Global_active_power\n1/2/2007;00:00:00;1\n1/2/2007;00:02:00;1\n", "line 3: 2007-02-01 00:02:00 does not follow 2007-02-01 00:00:00 by one minute")]
    [InlineData("Date;Time;Global_active_power\n1/2/2007;00:00:00;0.3261\n", "line 2: '0.3261' is not a power in kW with up to three decimals, at most 79999 W")]
    [InlineData("Date;Time;Global_active_power\n1/2/2007;00:00:00;-1\n", "line 2: '-1' is not a power in kW with up to three decimals, at most 79999 W")]
    [InlineData("Date;Time;Global_active_power\n1/2/2007;00:00:00;80\n", "line 2: '80' is not a power in kW with up to three decimals, at most 79999 W")]
    public void A_file_that_does_not_parse_names_the_line(string csv, string expected)
    {
        Assert.False(LoadProfile.TryReadCsv(new StringReader(csv), out _, out var error));
        Assert.Equal(expected, error);
    }

    [Fact]
    public void A_household_is_its_seed_and_lives_by_day()
    {
        var start = new DateTime(2026, 3, 1, 8, 0, 0);
        LoadProfile one = LoadProfile.Household(7, start), same = LoadProfile.Household(7, start), other = LoadProfile.Household(8, start);
        var days = 14 * 1440 * Minute;
        Assert.Equal(one.EnergyWattMilliseconds(days), same.EnergyWattMilliseconds(days));
        Assert.NotEqual(one.EnergyWattMilliseconds(days), other.EnergyWattMilliseconds(days));
        // 2 to 40 kWh a day.
        Assert.InRange(one.EnergyWattMilliseconds(days) / 14, 2 * 3_600_000_000L, 40 * 3_600_000_000L);
        long evenings = 0, nights = 0;
        for (var day = 0; day < 13; day++)
        {
            evenings += Energy(one, (day * 24) + 11, 3);
            nights += Energy(one, (day * 24) + 18, 3);
        }
        Assert.True(evenings > 2 * nights, $"{evenings} against {nights}");

        static long Energy(LoadProfile profile, int hour, int hours) =>
            profile.EnergyWattMilliseconds((hour + hours) * 60 * Minute) - profile.EnergyWattMilliseconds(hour * 60 * Minute);
    }
}
