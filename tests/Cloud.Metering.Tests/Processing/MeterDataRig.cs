using System.Globalization;
using Wattline.Cloud.Metering.Completeness;
using Wattline.Cloud.Metering.Intervals;
using Wattline.Cloud.Metering.Processing;
using Wattline.Cloud.Metering.Registry;
using Wattline.Cloud.Metering.Tables;
using Wattline.Cloud.Metering.Versions;
using Wattline.Cloud.Store;
using Wattline.Cloud.Store.Leases;
using Wattline.Gateway.Domain;
using Wattline.Tests.Cloud.Tests.Support;
using Wattline.Tests.Shared;
using Xunit;

namespace Wattline.Tests.Cloud.Metering.Tests.Processing;

/// <summary>A registry with two meters, readings in memory, and runs over them. Registers are in hundredths of a kilowatt-hour, every quarter of an hour.</summary>
internal sealed class MeterDataRig : IDisposable
{
    /// <summary>2026-03-01T00:00:00Z.</summary>
    public const long Day = 1_772_323_200;

    public static readonly DateOnly Date = new(2026, 3, 1);

    public MeterDataRig(string zone = "UTC")
    {
        Registry = new MeterRegistry(Database, Time);
        Database.Write(connection => connection.Execute(
            "INSERT INTO read_template (name, protocol, reads) VALUES ('one', 'dlt645-2007', '[{\"id\":\"00010000\",\"channels\":[{\"obis\":\"1-0:1.8.0\",\"decimals\":2,\"unit\":\"kWh\"}]}]')"));
        var meters = Registry.Import("meter,concentrator,line,address,protocol,template,baud,phases,max_kw,zone\n"
            + $"M1,C-0001,0,000000000161,dlt645-2007,one,2400,1,15,{zone}\nM2,C-0001,0,000000000162,dlt645-2007,one,2400,1,15,{zone}\n");
        Assert.True(meters.Applied, string.Join('\n', meters.Errors));
        Book = new RegistryBook(Database, Time);
        Run = new MeterDataRun(Database, Told, Time);
        Intervals = new IntervalBook(Database, Run, Time);
        Completeness = new CompletenessBook(Database);
        Zone = TimeZoneInfo.FindSystemTimeZoneById(zone);
    }

    public TimeZoneInfo Zone { get; }

    public ManualTime Time { get; } = new();

    public Database Database { get; } = TestStore.Open(RegistrySchema.Tables, LeaseSchema.Tables);

    public MeterRegistry Registry { get; }

    public RegistryBook Book { get; }

    public ToldList Told { get; } = new();

    public MeterDataRun Run { get; }

    public IntervalBook Intervals { get; }

    public CompletenessBook Completeness { get; }

    /// <summary>Registers of a meter at each quarter of days: it starts at a value and rises by so much each quarter, in hundredths.</summary>
    public void Fill(string meter, long from, int quarters, long start, Func<int, long> rise, Func<int, bool>? came = null)
    {
        var shown = start;
        for (var i = 0; i <= quarters; i++)
        {
            if (came?.Invoke(i) != false) Told.Register(meter, from + i * 900L, Text(shown));
            shown += rise(i);
        }
    }

    public static string Text(long hundredths) => (hundredths / 100m).ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>Takes a file of the registry, which must be without errors.</summary>
    public void Import(string file, string csv)
    {
        var result = Book.Import(file, csv)!;
        Assert.True(result.Applied, string.Join('\n', result.Errors));
    }

    public List<IntervalView> Views(string point, DateOnly? date = null, string obis = "1-0:1.8.0") =>
        [.. Intervals.Read(Series(point, obis), date ?? Date, date ?? Date)];

    public IntervalSeries Series(string point, string obis = "1-0:1.8.0") => Assert.Single(Intervals.SeriesOf(point), series => series.Obis == Obis.Parse(obis));

    public static decimal Sum(IEnumerable<IntervalView> views) => views.Sum(static view => view.Amount?.ToDecimal() ?? 0);

    public static void AllMeasured(IEnumerable<IntervalView> views) =>
        Assert.All(views, static view => Assert.True(view.Quality.IsValid && view.Origin == IntervalOrigin.Registers, $"{view}"));

    public void Dispose() => Database.Dispose();
}
