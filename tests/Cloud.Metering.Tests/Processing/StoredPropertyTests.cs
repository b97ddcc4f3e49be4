using System.Globalization;
using System.Text;
using Wattline.Cloud.Metering.Intervals;
using Wattline.Cloud.Metering.Registry;
using Wattline.Cloud.Metering.Versions;
using Wattline.Gateway.Domain;
using Wattline.Tests.Cloud.Metering.Tests.Intervals;
using Xunit;

namespace Wattline.Tests.Cloud.Metering.Tests.Processing;

#pragma warning disable CA5394 // A seed that replays is the point.

/// <summary>
/// The sum of what is stored is the difference of the registers: for any pattern of loss, exchange, change of transformers, rollover, export and summer time, and in
/// whatever order the days are made. tests/Peers runs it on PostgreSQL.
/// </summary>
public sealed class StoredPropertyTests
{
    /// <summary>How many seeds; WATTLINE_STORED_SEEDS for more.</summary>
    private static readonly int _seeds = int.TryParse(Environment.GetEnvironmentVariable("WATTLINE_STORED_SEEDS"), out var seeds) ? seeds : 24;

    public static TheoryData<int> Seeds => new(Enumerable.Range(0, _seeds));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_sum_of_stored_intervals_is_the_difference_of_the_registers(int seed)
    {
        var random = new Random(seed);
        var isNet = seed % 4 == 3;
        var truth = new PointTruth(seed, isNet);
        using var rig = new MeterDataRig(truth.Zone.Id);
        // Import and export are two registers of the same meters; each loses what it loses.
        string[] channels = isNet ? ["1-0:16.8.0"] : ["1-0:1.8.0", "1-0:2.8.0"];
        Install(rig, truth, channels);
        var lost = channels.Select(_ => Losses(random, truth.Grid.Count + 1, seed % 3 == 0 ? 0 : random.NextDouble())).ToArray();
        var first = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(truth.Grid.EndOf(0) - 1), truth.Zone).DateTime);
        var days = Enumerable.Range(0, truth.Days).Select(first.AddDays).ToList();
        // What came in time; then the days one by one, in any order; then what came late.
        var late = lost.Select(one => one.Select(gone => !gone && random.Next(6) == 0).ToArray()).ToArray();
        Tell(rig, truth, channels, (c, b) => !lost[c][b] && !late[c][b]);
        foreach (var day in days.OrderBy(_ => random.Next())) rig.Run.Run(day, day, ["P1"]);
        Tell(rig, truth, channels, (c, b) => late[c][b]);
        foreach (var day in days.OrderBy(_ => random.Next())) rig.Run.Run(day, day, ["P1"]);
        for (var c = 0; c < channels.Length; c++)
        {
            var views = rig.Intervals.Read(rig.Series("P1", channels[c]), days[0], days[^1]);
            Assert.Equal(truth.Grid.Count, views.Count);
            Compare(seed, channels[c], truth, lost[c], views);
        }

        var again = rig.Run.Run(days[0], days[^1], ["P1"]);
        Assert.True(again is { DaysAdded: 0, DaysChanged: 0, Versions: 0 }, $"seed {seed}: the same again makes something new: {again}");
        Assert.All(rig.Completeness.Days("P1", days[0], days[^1]), static day => Assert.Equal(0, day.Closing));
    }

    private static void Compare(int seed, string channel, PointTruth truth, bool[] lost, IReadOnlyList<IntervalView> views)
    {
        var last = -1;
        for (var b = 0; b <= truth.Grid.Count; b++)
        {
            if (lost[b]) continue;
            if (last >= 0)
            {
                var sum = Enumerable.Range(last, b - last).Sum(i => views[i].Amount?.ToDecimal() ?? 0);
                var used = truth.Used(truth.Grid.From + (long)last * truth.LengthS, truth.Grid.From + (long)b * truth.LengthS) / 100m;
                Assert.True(sum == used, $"seed {seed}, {channel}, boundaries {last} to {b}: {sum} for {used}");
            }

            last = b;
        }

        if (Array.TrueForAll(lost, static gone => !gone))
            Assert.All(views, view => Assert.True(view.Origin == IntervalOrigin.Registers && !view.Quality.BlocksBill, $"seed {seed}: {view}"));
    }

    private static void Tell(MeterDataRig rig, PointTruth truth, string[] channels, Func<int, int, bool> which)
    {
        foreach (var segment in truth.Segments)
            foreach (var value in truth.Shown(segment))
                for (var c = 0; c < channels.Length; c++)
                    if (which(c, (int)((value.At - truth.Grid.From) / truth.LengthS))) rig.Told.Register(segment.Meter, value.At, MeterDataRig.Text(value.Shown), channels[c]);
    }

    private static void Install(MeterDataRig rig, PointTruth truth, string[] channels)
    {
        var template = string.Join(',', channels.Select(static code => $"{{\"obis\":\"{code}\",\"decimals\":2,\"unit\":\"kWh\"}}"));
        rig.Database.Write(connection => connection.Execute("INSERT INTO read_template (name, protocol, reads) VALUES ('drawn', 'dlt645-2007', @Reads)", new { Reads = $"[{{\"id\":\"00010000\",\"channels\":[{template}]}}]" }));
        var meters = rig.Registry.Import("meter,concentrator,line,address,protocol,template,baud,phases,max_kw,zone\n"
            + string.Concat(truth.Segments.Select((segment, i) => $"{segment.Meter},C-0009,0,{i:D12},dlt645-2007,drawn,2400,3,15,{truth.Zone.Id}\n")));
        Assert.True(meters.Applied, string.Join('\n', meters.Errors));
        rig.Import("points", string.Create(CultureInfo.InvariantCulture, $"point,zone,max_kw,length_s\nP1,{truth.Zone.Id},1200,{truth.LengthS}\n"));
        var text = new StringBuilder("meter,point,from,to,ct,digits,start,end\n");
        for (var i = 0; i < truth.Segments.Count; i++)
        {
            var one = truth.Segments[i];
            text.Append(CultureInfo.InvariantCulture,
                $"{one.Meter},P1,{Moment(i == 0 ? one.From - 86_400 : one.From)},{(one.To == long.MaxValue ? "" : Moment(one.To))},{one.Factor},4,{Values(one.Start, channels)},{Values(one.End, channels)}\n");
        }

        rig.Import("installations", text.ToString());
    }

    private static string Values(long? shown, string[] channels) => shown is { } value ? string.Join(' ', channels.Select(code => $"{code}={MeterDataRig.Text(value)}")) : "";

    private static string Moment(long at) => DateTimeOffset.FromUnixTimeSeconds(at).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static bool[] Losses(Random random, int count, double share)
    {
        var lost = new bool[count];
        for (var i = 0; i < count; i++)
        {
            if (random.NextDouble() >= share / 5) continue;
            for (var block = random.Next(1, 30); block > 0 && i < count; block--) lost[i++] = true;
        }

        return lost;
    }
}
