using System.Diagnostics;
using Wattline.Cloud.Metering.Validation;

namespace Wattline.Tests.Bench;

/// <summary>All checks of registers and intervals on days of quarters of an hour with two days of history, on one core; beside them the bare reading of the same memory.</summary>
internal static class ValidateBench
{
    private const int Days = 20_000;
    private const int PerDay = 96;
    private const int History = 2 * PerDay;

    public static void Run()
    {
        var at = Enumerable.Range(0, PerDay + 1).Select(i => i * 900L).ToArray();
        var shown = new long[PerDay + 1];
        for (var i = 1; i < shown.Length; i++) shown[i] = shown[i - 1] + i * 7 % 40;
        var amounts = Enumerable.Range(0, History + PerDay).Select(i => i * 7L % 40).ToArray();
        var measured = Enumerable.Repeat(true, amounts.Length).ToArray();
        var registers = new ulong[shown.Length];
        var intervals = new ulong[amounts.Length];
        Judge(100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var seconds = Judge(Days);
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        long sum = 0;
        var start = Stopwatch.GetTimestamp();
        for (var d = 0; d < Days; d++)
        {
            foreach (var value in amounts) sum += value;
            foreach (var value in shown) sum += value;
        }

        var bare = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Console.WriteLine();
        Console.WriteLine($"validate: {Days:N0} days of {PerDay} registers and intervals, all checks, two days of history, one core");
        Console.WriteLine($"  {"checks",-39}{Days * (double)PerDay / seconds,12:N0} readings/s, {bytes / ((double)Days * PerDay):F3} bytes allocated a reading");
        Console.WriteLine($"  {"the limit: the same memory read once",-39}{Days * (double)PerDay / bare,12:N0} readings/s ({sum % 10})");

        double Judge(int days)
        {
            var begin = Stopwatch.GetTimestamp();
            for (var d = 0; d < days; d++)
            {
                RegisterSteps.Check(at, shown, registers, new RegisterLimits(100_000_000, 2_175, false));
                IntervalRules.Check(new IntervalDay
                {
                    Amounts = amounts,
                    Quality = intervals,
                    Measured = measured,
                    History = History,
                    LengthS = 900,
                    UnitsPerKwh = 100,
                    MaxWatts = 15_000,
                    IsActive = true,
                    Thresholds = ValidationThresholds.Default,
                });
            }

            return Stopwatch.GetElapsedTime(begin).TotalSeconds;
        }
    }
}
