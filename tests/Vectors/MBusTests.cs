using System.Globalization;
using Wattline.Firmware.Meters.Exchange;
using Wattline.Firmware.Meters.MBus;
using Wattline.Simulators.Lab.Decode.MBus;
using Wattline.Simulators.Meters;
using Wattline.Simulators.Meters.Load;
using Wattline.Simulators.Meters.MBus;
using Wattline.Tests.Shared.Vectors;
using Xunit;

namespace Wattline.Tests.Vectors;

/// <summary>Wired M-Bus: firmware's master takes the telegrams of the vectors; it and simulated meters on one line.</summary>
public sealed class MBusTests
{
    public static TheoryData<string> All() => [.. VectorFile.Load("mbus").Select(v => v.Id)];

    private static Vector Get(string id) => VectorFile.Load("mbus").Single(v => v.Id == id);

    [Theory]
    [MemberData(nameof(All))]
    public void Firmware_that_reads_takes_a_good_answer_and_no_other(string id)
    {
        var vector = Get(id);
        byte[] wire = vector.Frame;
        int address = wire.Length > 5 ? wire[5] : 1;
        int asked = 0;
        var line = new SlaveLine((bytes, _) => bytes[1] == 0x40 ? new MeterAnswer(new byte[] { 0xE5 }, 5_000) : asked++ == 0 ? new MeterAnswer(wire, 5_000) : null);
        var master = new MBusMaster(line);
        master.Begin(address is > 0 and <= 250 ? address : 254, 2400, line.Now);
        line.Finish(master);

        bool isAnswer = vector.Valid && vector.Text("ci") is "72" or "73" && (Convert.ToInt32(vector.Text("control"), 16) & 0xCF) == 0x08;
        if (isAnswer && !vector.Meaning.Any(pair => pair.Value.Contains("more_records_follow true", StringComparison.Ordinal)) && vector.Text("status") is not ("01" or "05" or "31"))
        {
            Assert.Equal(ExchangeOutcome.Answered, master.Outcome);
            Assert.Contains(Convert.ToHexString(master.Records, 0, master.RecordBytes), Convert.ToHexString(wire), StringComparison.Ordinal);
            if (vector.Text("says id") is { } number && vector.Text("ci") == "72")
                Assert.Equal(number, Convert.ToHexString([.. master.Header[..4].Reverse()]));
        }
        else if (isAnswer)
        {
            // The second telegram never comes.
            Assert.True(master.Outcome is ExchangeOutcome.Silent or ExchangeOutcome.Busy);
        }
        else if (vector.Valid && vector.Text("application_error") is { } error)
        {
            Assert.Equal(error == "8" ? ExchangeOutcome.Silent : ExchangeOutcome.Refused, master.Outcome);
        }
        else if (vector.Refuse != "long")
        {
            Assert.NotEqual(ExchangeOutcome.Answered, master.Outcome);
            Assert.Equal(0, master.RecordBytes);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Numbers_are_exact(string id)
    {
        var vector = Get(id);
        if (!vector.Valid || vector.Text("ci") != "72")
            return;
        var reader = new MBusReader();
        reader.Begin(vector.Frame, 19, vector.Frame.Length - 21);
        int checkedNumbers = 0;
        while (reader.Next())
        {
            if (reader.IsMakerData || reader.DataField is 5 or 13 || reader.Table == 0 && reader.Code is 0x6C or 0x6D)
                continue;
            string? said = (string?)MBusRecordText.Say(vector.Frame, reader)["value"];
            if (MBusValue.Read(vector.Frame, reader, reader.Exponent < 0 ? 0 : reader.Exponent, out long value) == MBusValue.Ok && said is not null)
            {
                Assert.Equal(said.Replace(".", "", StringComparison.Ordinal).TrimStart('-').TrimStart('0'), Math.Abs((decimal)value).ToString(CultureInfo.InvariantCulture).TrimStart('0'));
                checkedNumbers++;
            }
        }

        Assert.Equal(MBusFault.None, reader.Fault);
        Assert.True(checkedNumbers > 0 || vector.Meaning.All(pair => !pair.Value.Contains("int32", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void All_telegrams_of_a_readout_come_and_none_twice(int telegrams)
    {
        var meter = Meter(5, "12345678", telegrams);
        var line = new SlaveLine(meter);
        var master = new MBusMaster(line);
        for (int round = 0; round < 3; round++)
        {
            master.Begin(5, 2400, line.Now);
            Assert.Equal(ExchangeOutcome.Answered, line.Finish(master));
            Assert.Equal(9, Records(master).Count);
            Assert.Equal(1_234_560, Records(master)["0603"]);
        }

        Assert.Equal(1, line.Sent.Count(s => s.Bytes[1] == 0x40));
    }

    [Fact]
    public void A_telegram_that_was_garbled_is_given_again_and_nothing_is_counted_twice()
    {
        var line = new SlaveLine(Meter(5, "12345678", 3));
        var master = new MBusMaster(line);
        int answers = 0;
        line.Spoil = bytes => { if (bytes.Length > 1 && ++answers == 2) bytes[9] ^= 0x40; return bytes; };
        master.Begin(5, 2400, line.Now);
        Assert.Equal(ExchangeOutcome.Noise, line.Finish(master));
        master.Begin(5, 2400, line.Now);
        Assert.Equal(ExchangeOutcome.Answered, line.Finish(master));
        Assert.Equal(9, Records(master).Count);
    }

    [Fact]
    public void A_meter_is_read_by_its_number_whatever_its_primary_address()
    {
        var line = Shared(Meter(0, "12345678"), Meter(0, "12345679"));
        var master = new MBusMaster(line);
        master.BeginSecondary([0x79, 0x56, 0x34, 0x12, 0xFF, 0xFF, 0xFF, 0xFF], 0, 2400, line.Now);
        Assert.Equal(ExchangeOutcome.Answered, line.Finish(master));
        Assert.Equal("79563412", Convert.ToHexString(master.Header, 0, 4));

        master.BeginSecondary([0x77, 0x56, 0x34, 0x12, 0xFF, 0xFF, 0xFF, 0xFF], 0, 2400, line.Now);
        Assert.Equal(ExchangeOutcome.Silent, line.Finish(master));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(40)]
    public void A_search_finds_every_meter_though_their_answers_garble_each_other(int count)
    {
        var random = new Random(count);
        string[] numbers = [.. Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{(i % 3 == 0 ? 12_340_000 + i : random.Next(99_999_999)):D8}"))];
        var line = Shared([.. numbers.Select((n, i) => Meter(i + 1, n))]);
        var search = new MBusFinder(line);
        Assert.Equal(numbers.Order(), Find(search, line).Order());
        Assert.Equal(0, search.Unresolved);
    }

    [Fact]
    public void Two_meters_of_one_number_are_a_collision_and_not_one_meter()
    {
        var line = Shared(Meter(1, "12345678"), Meter(2, "12345678"));
        var search = new MBusFinder(line);
        Assert.Equal((0, 1), (Find(search, line).Count, search.Unresolved));
    }

    /// <summary>The first eight digits of everybody that a search finds.</summary>
    private static List<string> Find(MBusFinder search, SlaveLine line)
    {
        var found = new List<string>();
        for (search.Start(); search.HasMore;)
        {
            for (search.Find(2400, 2, line.Now); search.Busy;)
            {
                line.Wait(Math.Max(1, Math.Min(search.NextWake - line.Now, 5)));
                search.Step(line.Now);
            }

            if (search.Found is { } one) found.Add(one[..8]);
        }

        return found;
    }

    [Fact]
    public void A_busy_meter_is_asked_again_and_has_no_value_until_it_answers()
    {
        var meter = Meter(5, "12345678");
        var line = new SlaveLine(meter);
        var master = new MBusMaster(line);
        meter.BusyAnswers = 3;
        master.Begin(5, 2400, line.Now);
        Assert.Equal(ExchangeOutcome.Answered, line.Finish(master));
        meter.BusyAnswers = 100;
        master.Begin(5, 2400, line.Now);
        Assert.Equal((ExchangeOutcome.Busy, 0), (line.Finish(master), master.RecordBytes));
    }

    [Theory]
    [InlineData("", "0000")]
    [InlineData("E568", "16")]
    [InlineData("1068", "")]
    public void Bytes_around_a_good_answer_do_no_harm(string before, string behind)
    {
        var line = new SlaveLine(Meter(5, "12345678")) { Spoil = bytes => bytes.Length == 1 ? bytes : [.. Convert.FromHexString(before), .. bytes, .. Convert.FromHexString(behind)] };
        var master = new MBusMaster(line);
        master.Begin(5, 2400, line.Now);
        Assert.Equal(ExchangeOutcome.Answered, line.Finish(master));
    }

    [Theory]
    [InlineData(0x10, 0x05, ExchangeOutcome.Unauthenticated)]
    [InlineData(0x10, 0x07, ExchangeOutcome.Unauthenticated)]
    [InlineData(0x00, 0x00, ExchangeOutcome.Answered)]
    public void What_is_enciphered_is_nobodys_word(int low, int high, int outcome)
    {
        byte[] body = [0x08, 0x01, 0x72, 0x78, 0x56, 0x34, 0x12, 0x8C, 0x5E, 0x01, 0x02, 0x00, 0x00, (byte)low, (byte)high, 0x04, 0x03, 0x01, 0x02, 0x03, 0x04];
        byte[] answer = [0x68, (byte)body.Length, (byte)body.Length, 0x68, .. body, (byte)body.Sum(b => b), 0x16];
        var line = new SlaveLine((bytes, _) => new MeterAnswer(bytes[1] == 0x40 ? [0xE5] : answer, 20_000));
        var master = new MBusMaster(line);
        master.Begin(1, 2400, line.Now);
        Assert.Equal(outcome, line.Finish(master));
        Assert.Equal(outcome == ExchangeOutcome.Answered, master.RecordBytes > 0);
    }

    [Fact]
    public void A_meter_that_says_more_for_ever_is_cut()
    {
        var line = new SlaveLine((bytes, _) => new MeterAnswer(bytes[1] == 0x40 ? [0xE5] : Framed([0x08, 5, 0x78, 0x01, 0x13, 7, 0x1F]), 5_000));
        var master = new MBusMaster(line);
        master.Begin(5, 2400, line.Now);
        Assert.Equal((ExchangeOutcome.Noise, 0), (line.Finish(master), master.RecordBytes));
        Assert.Equal(MBusLimits.TelegramsMax + 1, line.Sent.Count);
    }

    private static byte[] Framed(byte[] body) => [0x68, (byte)body.Length, (byte)body.Length, 0x68, .. body, (byte)body.Sum(b => b), 0x16];

    private static Dictionary<string, long> Records(MBusMaster master)
    {
        var records = new Dictionary<string, long>();
        var reader = new MBusReader();
        reader.Begin(master.Records, 0, master.RecordBytes);
        while (reader.Next())
        {
            MBusValue.Read(master.Records, reader, 0, out long value);
            records.Add(Convert.ToHexString(master.Records, reader.Start, reader.DataStart - reader.Start), value);
        }

        Assert.Equal(MBusFault.None, reader.Fault);
        return records;
    }

    /// <summary>Several meters on one pair of wires: whose answers do not agree garble each other.</summary>
    private static SlaveLine Shared(params MBusMeter[] meters) => new((bytes, micros) =>
    {
        var answers = meters.Select(m => m.Hear(bytes, micros)).OfType<MeterAnswer>().Select(a => a.Bytes.ToArray()).ToList();
        if (answers.Count == 0)
            return null;
        byte[] heard = new byte[answers.Max(a => a.Length)];
        for (int i = 0; i < heard.Length; i++)
            heard[i] = answers.Where(a => i < a.Length).Select(a => a[i]).Aggregate((a, b) => (byte)(a & b));
        // Not even equal bytes come through whole where several send: their edges are not in step.
        if (answers.Count > 1 && heard.Length > 1)
            heard[^2] ^= 0x55;
        return new MeterAnswer(heard, 20_000);
    });

    private static MBusMeter Meter(int primary, string number, int telegrams = 1) => new(
        new MBusSettings { Primary = primary, Number = number, Telegrams = telegrams }, new MeteredLoad(new LoadProfile([0]), startWattHours: 1_234_560));
}
