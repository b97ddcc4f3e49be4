namespace Wattline.Simulators.Meters;

/// <summary>Which tariff runs when, by the meter's own clock; the same every day.</summary>
/// <param name="switches">Minute of the day from which a tariff (1 sharp, 2 peak, 3 flat, 4 valley) runs; ascending, the first at 0.</param>
public sealed class TariffSchedule(params (int Minute, int Tariff)[] switches)
{
    /// <summary>Valley 23 to 7, sharp 19 to 21, peak 8 to 11 and around the sharp hours, flat otherwise.</summary>
    public static readonly TariffSchedule Default = new(
        (0, 4), (7 * 60, 3), (8 * 60, 2), (11 * 60, 3), (18 * 60, 2), (19 * 60, 1), (21 * 60, 2), (22 * 60, 3), (23 * 60, 4));

    /// <summary>The tariff at a time of the meter's clock.</summary>
    public int TariffAt(TimeSpan timeOfDay) => switches.Last(entry => entry.Minute * TimeSpan.TicksPerMinute <= timeOfDay.Ticks).Tariff;

    /// <summary>The next time after one on the meter's clock at which a tariff begins.</summary>
    public DateTime NextSwitch(DateTime after)
    {
        foreach (var (minute, _) in switches)
            if (after.Date.AddMinutes(minute) is var at && at > after)
                return at;
        return after.Date.AddDays(1);
    }
}
