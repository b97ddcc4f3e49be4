using System.Globalization;
using Wattline.Cloud.Metering.Formats;
using Wattline.Cloud.Metering.Intervals;
using Wattline.Cloud.Metering.Versions;
using Wattline.Gateway.Domain;
using Xunit;

namespace Wattline.Tests.Cloud.Metering.Tests.Formats;

public sealed class Nem12Tests
{
    private const string Head = "100,NEM12,202603011200,MDP1,RETAILER\r\n";
    private const string Channel = "200,NMI0000001,E1B1,E1,E1,N1,M0001,kWh,30,\r\n";

    private static readonly string _values = string.Join(',', Enumerable.Range(1, 48).Select(i => (i / 10m).ToString("0.0", CultureInfo.InvariantCulture)));

    [Fact]
    public void A_day_becomes_the_intervals_that_it_states()
    {
        var file = Nem12Reader.Read(Head + Channel + $"300,20260301,{_values},A,,,20260302000000,\r\n200,NMI0000001,E1B1,B1,B1,N1,M0001,WH,30,\r\n300,20260301,{_values},A,,,,\r\n900\r\n");
        Assert.Null(file.Fault);
        var intervals = Nem12Intervals.Of(file, out var fault);
        Assert.Null(fault);
        Assert.Equal(96, intervals.Count);
        // Market time is ten hours ahead, summer and winter.
        Assert.Equal(DateTimeOffset.Parse("2026-02-28T14:30:00Z", CultureInfo.InvariantCulture).ToUnixTimeSeconds(), intervals[0].EndS);
        Assert.Equal(("NMI0000001", Obis.Parse("1-0:1.8.0"), 1_800, 0.1m, IntervalOrigin.Profile), (intervals[0].Point, intervals[0].Obis, intervals[0].LengthS, intervals[0].Amount.ToDecimal(), intervals[0].Origin));
        Assert.Equal((Obis.Parse("1-0:2.8.0"), 0.0048m), (intervals[95].Obis, intervals[95].Amount.ToDecimal()));
    }

    [Fact]
    public void Flags_by_intervals_are_kept_and_a_broken_line_goes_on()
    {
        var parts = _values.Split(',');
        var broken = $"300,20260301,{string.Join(',', parts[..24])},\r\n{string.Join(',', parts[24..])},V,,,20260302000000,\r\n";
        var file = Nem12Reader.Read(Head + Channel + broken + "400,1,20,A,,\r\n400,21,24,S14,89,\r\n400,25,25,N,,\r\n400,26,48,E52,,\r\n900\r\n");
        Assert.Null(file.Fault);
        var intervals = Nem12Intervals.Of(file, out _);
        Assert.Equal([20, 27, 1], [intervals.Count(i => i.Origin == IntervalOrigin.Profile), intervals.Count(i => i.Origin == IntervalOrigin.Estimated), intervals.Count(i => i.Origin == IntervalOrigin.Missing)]);
        Assert.True(intervals[20].Quality.Has(QualityTable.EstimatedLikeDays));
        Assert.True(intervals[30].Quality.Has(QualityTable.EstimatedUnscaled));
    }

    public static TheoryData<string, string, int, string> Broken => new()
    {
        { "empty", "", 1, "the file is empty" },
        { "no header", "\n" + Channel, 2, "a 100 record is needed" },
        { "NEM13", "100,NEM13,202603011200,MDP1,RETAILER\r\n900\r\n", 1, "does not say NEM12" },
        { "no day", Head + "900\r\n", 2, "holds no day" },
        { "no end", Head + Channel + $"300,20260301,{_values},A,,,,\r\n", 4, "without a 900 record" },
        { "48 values of 15 minutes", Head + Channel.Replace(",30,", ",15,", StringComparison.Ordinal) + $"300,20260301,{_values},A,,,,\r\n900\r\n", 3, "48 values; 96 of 15 minutes" },
        { "96 values of 30 minutes", Head + Channel + $"300,20260301,{_values},{_values},A,,,,\r\n900\r\n", 3, "96 values; 48 of 30 minutes" },
        { "no values", Head + Channel + "300,20260301,V,,,20260302000000,\r\n900\r\n", 3, "0 values" },
        { "a hole", Head + Channel + $"300,20260301,{_values.Replace("2.0", "", StringComparison.Ordinal)},A,,,,\r\n900\r\n", 3, "19 values" },
        { "qualities of half a day", Head + Channel + $"300,20260301,{_values},V,,,,\r\n400,1,24,A,,\r\n900\r\n", 3, "interval 25 of 48" },
        { "qualities beyond the day", Head + Channel + $"300,20260301,{_values},V,,,,\r\n400,1,96,A,,\r\n900\r\n", 4, "intervals 1 to 96; the day has 1 to 48" },
        { "two qualities", Head + Channel + $"300,20260301,{_values},V,,,,\r\n400,1,48,A,,\r\n400,3,3,N,,\r\n900\r\n", 5, "interval 3 has two" },
        { "qualities of a day that has one", Head + Channel + $"300,20260301,{_values},A,,,,\r\n400,1,48,A,,\r\n900\r\n", 4, "is A, not V" },
        { "two headers", Head + Channel + $"300,20260301,{_values},A,,,,\r\n100,NEM12,202603011200,MDP1,RETAILER\r\n900\r\n", 4, "a second 100 record" },
        { "a flag", Head + Channel + $"300,20260301,{_values},X,,,,\r\n900\r\n", 3, "quality is 'X'" },
        { "a date", Head + Channel + $"300,20261301,{_values},A,,,,\r\n900\r\n", 3, "no date" },
        { "a length", Head + Channel.Replace(",30,", ",7,", StringComparison.Ordinal) + "900\r\n", 2, "'7' minutes" },
        { "a unit", Head + Channel.Replace("kWh", "kg", StringComparison.Ordinal) + "900\r\n", 2, "no unit of energy" },
        { "a day without a channel", Head + $"300,20260301,{_values},A,,,,\r\n900\r\n", 2, "without a 200 record" },
        { "a quality without a day", Head + Channel + "400,1,48,A,,\r\n900\r\n", 3, "without a 300 record" },
        { "another record", Head + "250,x\r\n900\r\n", 2, "no record of NEM12" },
        { "behind the end", Head + Channel + $"300,20260301,{_values},A,,,,\r\n900\r\n900\r\n", 5, "behind the 900" },
        { "below nothing", Head + Channel + $"300,20260301,-{_values},A,,,,\r\n900\r\n", 3, "below 0" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_file_that_does_not_hold_together_is_refused_with_line_and_reason(string what, string text, int line, string reason)
    {
        var file = Nem12Reader.Read(text);
        Assert.Empty(file.Days);
        Assert.True(file.Fault is not null, what);
        Assert.Equal(line, file.Fault.Line);
        Assert.Contains(reason, file.Fault.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Methods_of_substitution_are_told_apart()
    {
        string[] flags = ["A", "N", "S14", "F15", "S51", "S17", "F54", "E52", "F16"];
        var text = Head + Channel + $"300,20260301,{_values},V,,,,\r\n" + string.Concat(flags.Select(static (flag, i) => $"400,{i + 1},{(i < 8 ? i + 1 : 48)},{flag},0,why\r\n")) + "900\r\n";
        var intervals = Nem12Intervals.Of(Nem12Reader.Read(text), out var fault);
        Assert.Null(fault);
        Assert.Equal(
            ["", "missing", "estimated_like_days", "estimated_like_days", "estimated_like_days", "estimated_linear", "estimated_linear", "estimated_unscaled", "estimated_unscaled"],
            intervals.Take(9).Select(static one => one.Quality.ToString()));
    }

    [Theory]
    [InlineData("E1", "1-0:1.8.0")]
    [InlineData("B2", "1-1:2.8.0")]
    [InlineData("QA", "1-9:3.8.0")]
    [InlineData("K9", "1-8:4.8.0")]
    [InlineData("T1", "1-0:9.8.0")]
    [InlineData("E0", null)]
    [InlineData("V1", null)]
    [InlineData("E", null)]
    public void A_suffix_is_a_quantity_and_a_meter_and_two_are_never_one(string suffix, string? obis)
    {
        var intervals = Nem12Intervals.Of(Nem12Reader.Read(Head + Channel.Replace(",E1,E1,", $",{suffix},{suffix},", StringComparison.Ordinal) + $"300,20260301,{_values},A,,,,\r\n900\r\n"), out var fault);
        if (obis is null) Assert.Contains("suffix", fault!.Reason, StringComparison.Ordinal);
        else Assert.Equal(Obis.Parse(obis), intervals[0].Obis);
    }

    [Fact]
    public void What_spreadsheets_do_to_a_file_changes_nothing_that_it_says()
    {
        var plain = Nem12Reader.Read(Head + Channel + $"300,20260301,{_values},A,,,20260302000000,\r\n900\r\n");
        var padded = Nem12Reader.Read("\uFEFF" + Head.TrimEnd() + ",,,,\n" + Channel.TrimEnd() + ",,,,,\n" + $"300,20260301,{_values},A,,,20260302000000\n900,,,,,\n\n");
        Assert.Null(padded.Fault);
        Assert.Equal(Assert.Single(plain.Days).Values, Assert.Single(padded.Days).Values);
    }

    [Fact]
    public void Every_substitute_that_is_written_has_its_reason_and_every_channel_names_all_of_its_point()
    {
        IReadOnlyList<IntervalView> Day(params IntervalOrigin[] origins) => [.. Enumerable.Range(1, 48).Select(i => new IntervalView(
            DateTimeOffset.Parse("2026-02-28T14:00:00Z", CultureInfo.InvariantCulture).ToUnixTimeSeconds() + i * 1_800, 1_800, new ExactDecimal(i, 1),
            origins[i % origins.Length], default(QualitySet).With(i % 2 == 0 ? QualityTable.EstimatedLinear : QualityTable.EstimatedLikeDays), 1))];
        var text = Nem12Writer.Write("WATTLINE", DateTimeOffset.UnixEpoch, [
            (new IntervalSeries(1, "NMI0000001", Obis.Parse("1-0:1.8.0"), 1_800), Day(IntervalOrigin.Estimated, IntervalOrigin.Edited, IntervalOrigin.Registers)),
            (new IntervalSeries(2, "NMI0000001", Obis.Parse("1-0:2.8.0"), 1_800), Day(IntervalOrigin.Edited)),
        ]);
        var lines = text.Split("\r\n");
        Assert.Equal(["NMI0000001,E1B1,E1", "NMI0000001,E1B1,B1"], lines.Where(static line => line.StartsWith("200,", StringComparison.Ordinal)).Select(static line => string.Join(',', line.Split(',')[1..4])));
        Assert.All(lines.Where(static line => line.StartsWith("400,", StringComparison.Ordinal) && line.Split(',')[3][0] is 'S' or 'F'), static line => Assert.True(line.Split(',') is [_, _, _, _, "0", { Length: > 0 }], line));
        Assert.Contains(lines, static line => line.Contains(",F16,0,Set by a person,", StringComparison.Ordinal) && line.StartsWith("300,", StringComparison.Ordinal));
        Assert.Null(Nem12Reader.Read(text).Fault);
    }

    [Fact]
    public void Any_text_gives_days_or_a_reason()
    {
#pragma warning disable CA5394 // A seed that replays is the point.
        var good = Head + Channel + $"300,20260301,{_values},V,,,,\r\n400,1,20,A,,\r\n400,21,48,S14,89,\r\n900\r\n";
        for (var seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            var text = good.ToCharArray();
            for (var i = random.Next(1, 6); i > 0; i--) text[random.Next(text.Length)] = ",\n0A9V-."[random.Next(8)];
            var file = Nem12Reader.Read(new string(text)[..random.Next(text.Length + 1)]);
            Assert.True(file.Fault is null ? file.Days.Count > 0 : file.Days.Count == 0 && file.Fault.Line > 0, $"seed {seed}");
        }
#pragma warning restore CA5394
    }
}
