using System.Globalization;
using Wattline.Cloud.Ingest.Queries;
using Wattline.Cloud.Metering.Completeness;
using Wattline.Cloud.Metering.Intervals;
using Wattline.Cloud.Metering.Outages;
using Wattline.Cloud.Metering.Processing;
using Wattline.Cloud.Metering.Registry;
using Wattline.Cloud.Metering.Tables;
using Wattline.Cloud.Metering.Versions;
using Wattline.Gateway.Domain;
using Wattline.Simulators.Block;
using Wattline.Simulators.Physics;
using Xunit;

namespace Wattline.Tests.World;

/// <summary>
/// From meters to intervals, completeness and reliability: what meters measured and how they were supplied, counted by the simulator, is what the cloud says,
/// while the network is away, meters are, and the concentrator's power is cut. <c>WATTLINE_WORLD_SEEDS=1-20</c> for more.
/// </summary>
public sealed class MeterDataTests
{
    private const int Hours = 34;
    private const long MinuteMicros = 60_000_000;
    private const long HourMicros = 60 * MinuteMicros;

    /// <summary>A clock that goes wrong when all is over: such a world has no kiosks, whose polling is most of its work.</summary>
    private static readonly WorldClockFaults _noKiosks = new([], 1_000 * HourMicros, 2_000 * HourMicros);

    public static TheoryData<int> Seeds => MonthTests.Seeds;

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Intervals_add_up_to_the_registers_and_reliability_is_the_simulators_truth(int seed)
    {
        var cuts = Cuts(seed);
        using var world = new WorldRun(seed, Hours, faults: true, MeterTemplate.SinglePhaseMemory, new FaultPlan([.. cuts, .. Others(seed)]), _noKiosks);
        var problems = world.Run();
        Assert.True(problems.Count == 0, string.Join("\n", problems));

        // :: 1. Points, and what meters wrote down of failures.
        var (database, wall) = (world.Database, world.Block.Clock.Time);
        var book = new RegistryBook(database, wall);
        Take(book, "points", "point,zone,max_kw\n" + string.Concat(world.Block.Meters.Select(static meter => $"P-{meter.Id},Asia/Shanghai,80\n")));
        Take(book, "installations", "meter,point,from\n" + string.Concat(world.Block.Meters.Select(static meter => $"{meter.Id},P-{meter.Id},2026-01-01T00:00:00Z\n")));
        var start = VirtualClock.Start.ToUnixTimeSeconds();
        var supply = new SupplyBook(database);
        new PowerFailures(database).Stream(start, supply.Tell);

        // :: 2. SAIDI and SAIFI are those of the cuts that the simulator made.
        var indices = supply.Indices(start, start + Hours * 3_600L);
        var sustained = cuts.Where(static cut => cut.EndMicros - cut.StartMicros > 5 * MinuteMicros).ToList();
        var truth = (world.Block.Meters.Count, sustained.Count / 3m, decimal.Round(sustained.Sum(static cut => cut.EndMicros - cut.StartMicros) / (decimal)MinuteMicros / 3, 9), (cuts.Count - sustained.Count) / 3m);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}: SAIDI {indices.Saidi:F3} minutes of {truth.Item3:F3}, SAIFI {indices.Saifi:F3} of {truth.Item2:F3}, MAIFI {indices.Maifi:F3}"));
        Assert.Equal(truth, (indices.Points, indices.Saifi, decimal.Round(indices.Saidi, 9), indices.Maifi));

        // :: 3. Intervals add up to what the registers went, none within a cut has used anything, and the count closes.
        var run = new MeterDataRun(database, new WorldReadings(database), wall);
        var (first, last) = (new DateOnly(2026, 3, 1), new DateOnly(2026, 3, 2));
        run.Run(first, last);
        var intervals = new IntervalBook(database, run, wall);
        foreach (var meter in world.Block.Meters)
        {
            var told = new SortedDictionary<long, decimal>();
            new ToldQueries(database).Stream([meter.Id], start, start + Hours * 3_600L, row =>
            {
                if (row.Obis == Obis.Parse("1-0:1.8.0") && row.Value is { } value && (row.Kind == ReadingKind.Freeze || !told.ContainsKey(row.Slot))) told[row.Slot] = value.ToDecimal();
            });
            var views = intervals.Read(Assert.Single(intervals.SeriesOf($"P-{meter.Id}"), static one => one.Obis == Obis.Parse("1-0:1.8.0")), first, last);
            var (from, to) = (told.First(), told.Last());
            var sum = views.Where(view => view.EndS > from.Key && view.EndS <= to.Key).Sum(static view => view.Amount?.ToDecimal() ?? 0);
            Assert.True(sum == to.Value - from.Value, $"seed {seed}, {meter.Id}: {sum} for {to.Value - from.Value}");
            foreach (var cut in cuts.Where(cut => cut.Target == meter.Id))
                // A meter's clock may be off by seconds: what begins or ends with the cut to the minute may have a moment of supply by its record.
                foreach (var view in views.Where(view => view.EndS - 900 >= start + cut.StartMicros / 1_000_000 + 60 && view.EndS <= start + cut.EndMicros / 1_000_000 - 60))
                    Assert.True(view is { Origin: IntervalOrigin.NoSupply } && view.Amount!.Value.ToDecimal() == 0, $"seed {seed}, {meter.Id}: {view}");
        }

        var sums = new CompletenessBook(database).Sum(first, last);
        Assert.Equal((0L, true), (sums.Closing, sums.NoSupply > 0));
    }

    /// <summary>One meter for four hours and for three minutes, another for three quarters of an hour: to the minute, as meters of the block measure.</summary>
    private static List<Fault> Cuts(int seed)
    {
        var random = new Random(Wattline.Simulators.Physics.Seeds.Of(seed, "cuts"));
        var meters = ResidentialBlock.Targets(new BlockOptions { Concentrators = 1, Lines = 1, Meters = 3, Kiosks = 0, Seed = seed, CustomersUntilMicros = 0 }).Meters;
        return [Cut(meters[0], 7, 257), Cut(meters[0], 17, 3), Cut(meters[1], 20, 45)];

        Fault Cut(string meter, int hour, int minutes)
        {
            var at = hour * HourMicros + random.Next(60) * MinuteMicros;
            return new Fault(FaultKind.DeadMeter, meter, at, at + minutes * MinuteMicros, MemoryOracle.WithoutSupply);
        }
    }

    /// <summary>A meter that does not answer for three hours, a network away for five, and the concentrator's power.</summary>
    private static IEnumerable<Fault> Others(int seed)
    {
        var random = new Random(Wattline.Simulators.Physics.Seeds.Of(seed, "others"));
        var targets = ResidentialBlock.Targets(new BlockOptions { Concentrators = 1, Lines = 1, Meters = 3, Kiosks = 0, Seed = seed, CustomersUntilMicros = 0 });
        var concentrator = targets.Parts.First(static part => part != FaultTargets.Gateway);
        yield return Of(FaultKind.DeadMeter, targets.Meters[2], 9, 120);
        yield return Of(FaultKind.LinkDown, targets.Links[0], 22, 180);
        yield return Of(FaultKind.Crash, concentrator, 4, 50);
        yield return Of(FaultKind.Crash, concentrator, 14, 1);
        yield return Of(FaultKind.Crash, concentrator, 27, 40);

        Fault Of(FaultKind kind, string target, int hour, int minutes)
        {
            var at = hour * HourMicros + random.NextInt64(HourMicros);
            return new Fault(kind, target, at, at + minutes * MinuteMicros, 0);
        }
    }

    private static void Take(RegistryBook book, string file, string csv)
    {
        var result = book.Import(file, csv)!;
        Assert.True(result.Applied, string.Join('\n', result.Errors));
    }
}
