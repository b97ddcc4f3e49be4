namespace Wattline.Simulators.Meters.Load;

public sealed partial class LoadProfile
{
    private const int HouseholdDays = 14, DayMinutes = 1440;

    /// <summary>
    /// A made-up household for two weeks: what always runs, a refrigerator, light and devices by the time of day,
    /// and appliances that are switched on; people sleep late and stay in at week-ends.
    /// </summary>
    /// <param name="seed">One seed is one household.</param>
    /// <param name="localStart">Local time of the first minute.</param>
    public static LoadProfile Household(int seed, DateTime localStart)
    {
        var random = new Random(seed);
        var watts = new int[HouseholdDays * DayMinutes];
        var standby = random.Next(30, 120);
        var people = random.Next(1, 5);
        AddRefrigerator(watts, random);
        for (var minute = 0; minute < watts.Length; minute++)
        {
            var local = localStart.AddMinutes(minute);
            var share = AwakeAtHomePermille(local);
            watts[minute] += standby + (people * 60 * share / 1000) + random.Next(0, 15);
            if (local.Minute == 0)
                SwitchOn(watts, minute, share * people, local.Hour, random);
        }
        return new LoadProfile(watts);
    }

    private static int AwakeAtHomePermille(DateTime local)
    {
        var isWeekEnd = local.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
        return local.Hour switch
        {
            < 6 => 20,
            6 or 7 => isWeekEnd ? 150 : 700,
            >= 8 and < 12 => isWeekEnd ? 600 : 150,
            >= 12 and < 14 => isWeekEnd ? 700 : 300,
            >= 14 and < 17 => isWeekEnd ? 500 : 150,
            17 or 18 => 700,
            >= 19 and < 23 => 1000,
            _ => 300,
        };
    }

    private static void AddRefrigerator(int[] watts, Random random)
    {
        int rated = random.Next(60, 140), on = random.Next(12, 25), off = random.Next(20, 45);
        for (var minute = random.Next(on + off); minute < watts.Length; minute += on + off)
            for (var i = 0; i < on && minute + i < watts.Length; i++)
                watts[minute + i] += rated;
    }

    private static void SwitchOn(int[] watts, int hourStart, int permillePeople, int hour, Random random)
    {
        // Kettle, cooking, washing, water heater, air conditioner: watts, minutes, chance for a person and hour.
        Maybe(1800, random.Next(3, 6), 250);
        Maybe(random.Next(1200, 2200), random.Next(10, 40), hour is 7 or 12 or 18 or 19 ? 500 : 30);
        Maybe(random.Next(300, 2000), random.Next(40, 90), 40);
        Maybe(2500, random.Next(10, 30), hour is 7 or 21 or 22 ? 300 : 20);
        Maybe(random.Next(700, 1200), random.Next(30, 120), hour >= 19 ? 150 : 40);

        void Maybe(int rated, int minutes, int chancePermille)
        {
            var isOn = random.Next(1_000_000) < permillePeople * chancePermille;
            var from = hourStart + random.Next(60);
            for (var i = from; isOn && i < from + minutes && i < watts.Length; i++)
                watts[i] += rated;
        }
    }
}
