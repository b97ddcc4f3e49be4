using System.Text;
using Wattline.Gateway.Domain;
using Wattline.Gateway.Runtime;
using Wattline.Gateway.Runtime.Decoding;
using Wattline.Gateway.Runtime.Quarantine;
using Wattline.Tests.Gateway.Runtime.Support;
using Xunit;

namespace Wattline.Tests.Gateway.Runtime.Decoding;

public sealed class NormaliserTests
{
    private readonly Normaliser _normaliser = new();

    [Fact]
    public void Readings_come_out_by_the_plan_with_every_digit()
    {
        // [1, 0xABCD, 2, 9, 3, 60000, 1772323200000, [1, 0, 1772323200, [[1, 0, 0, 1500, [12345, 2301]]]]], byte by byte
        var payload = Convert.FromHexString("880119abcd020903" + "19ea60" + "1b0000019ca6b1dc00" + "8401001a69a381808185010000" + "1905dc" + "82193039" + "1908fd");
        var message = Understood<ReadingsMessage>("readings", payload);
        Assert.Equal("C-1/000000000000abcd/readings/9", message.Header.FormatId());
        Assert.Equal(1_772_323_200_000, message.Header.WallMs);
        Assert.Equal(Xxh64.Hash(payload), message.Header.Hash);
        Assert.Equal((1, Sample.Slot, 0, ReadingKind.Register), (message.Plan, message.Slot, message.LengthS, message.Kind));
        var entry = message.Entries.ToArray().Single();
        Assert.Equal(("M1", 1500L, true), (entry.Meter.Text, entry.OffsetMs, entry.Quality.IsValid));
        Assert.Equal(["1-0:1.8.0=123.45", "1-0:32.7.0=230.1"], message.ValuesOf(entry).ToArray().Select(value => $"{value.Obis}={value.Value}"));
    }

    [Theory]
    [InlineData(1, "silent")]
    [InlineData(2, "noise")]
    [InlineData(3, "refused")]
    [InlineData(4, "no_value")]
    [InlineData(5, "concentrator_down")]
    [InlineData(6, "window_closed")]
    [InlineData(7, "overwritten")]
    [InlineData(8, "no_clock")]
    [InlineData(9, "journal_refused")]
    [InlineData(10, "no_supply")]
    [InlineData(11, "not_in_memory")]
    [InlineData(12, "no_date")]
    [InlineData(13, "other_meter")]
    [InlineData(14, "busy")]
    [InlineData(15, "unauthenticated")]
    public void A_cause_becomes_its_quality_code_and_every_channel_is_named(int cause, string name)
    {
        var message = Understood<ReadingsMessage>("readings", Wire.Envelope(2, 1, $"[1 0 {Sample.Slot} [[0 {cause} 0 0 []]]]"));
        var entry = message.Entries[0];
        Assert.Equal([name], Sample.Codes(entry.Quality));
        Assert.Equal(2, message.ValuesOf(entry).Length);
        Assert.All(message.ValuesOf(entry).ToArray(), value => Assert.False(value.HasValue));
    }

    [Fact]
    public void A_window_without_the_time_has_its_beginning_on_the_uptime_and_nothing_is_said_against_its_slot()
    {
        var message = Understood<ReadingsMessage>("readings", Wire.Envelope(2, 1, "[1 0 [900000] [[1 0 0 1500 [12345 2301]]]]", wall: "null"));
        Assert.Equal((null, 900_000L, 900), (message.Slot, message.BeganMs, message.EveryS));
        Assert.True(message.Entries[0].Quality.IsValid);
        foreach (var body in (string[])["[1 0 [] []]", "[1 0 [1 2] []]", "[1 0 [-1] []]", "[1 0 [null] []]", "[1 1 [5] []]", "[1 1 [5] [] 0]", "[1 0 [[5]] []]"])
            Assert.Equal(QuarantineReason.BadBody, _normaliser.Normalise(Sample.Record("readings", Wire.Envelope(2, 1, body)), Sample.Registry(), out _));
    }

    [Fact]
    public void An_interval_has_the_plans_length()
    {
        var message = Understood<ReadingsMessage>("readings", Wire.Envelope(2, 1, $"[1 2 {Sample.Slot} [[0 0 0 0 [1 2]]]]"));
        Assert.Equal((900, ReadingKind.Interval), (message.LengthS, message.Kind));
    }

    [Fact]
    public void Money_and_events_need_no_plan()
    {
        var money = Understood<MoneyMessage>("money", Wire.Envelope(0, 5, "[3 'K1' 7 9 null 0 10000 'CNY' 41]"), registry: false);
        Assert.Equal((MoneyType.Suspense, "K1", 7, 9, null, 10000, "CNY", 41), (money.Type, money.Kiosk, money.Session, money.Note, money.Account, money.Value, money.Currency, money.Counter));
        var lost = Understood<EventMessage>("events", Wire.Envelope(1, 6, "['lost' 'readings' 2 1772323200000 [4 9 'overwritten']]", wall: "null"), registry: false);
        Assert.Equal(("lost", "readings", 2, 1_772_323_200_000), (lost.Code, lost.Subject, lost.Counter, lost.StartMs));
        Assert.Equal("""[4,9,"overwritten"]""", Encoding.UTF8.GetString(lost.Detail.Span));
        Assert.Null(lost.Header.WallMs);
    }

    [Fact]
    public void Money_that_is_counted_and_chained_keeps_all_that_its_kiosk_said()
    {
        var step = Understood<MoneyMessage>("money", Wire.Envelope(0, 5, "[4 'K1' 7 0 'A' 0 0 'CNY' null 0 12 [3 5 4] h:000102030405060708090a0b0c0d0e0f]"), registry: false);
        Assert.Equal((MoneyType.Step, 0, 12, "000102030405060708090a0b0c0d0e0f"), (step.Type, step.Device, step.Record, step.Chain));
        Assert.Equal("[3,5,4]", Encoding.UTF8.GetString(step.Detail.Span));
        var coin = Understood<MoneyMessage>("money", Wire.Envelope(0, 6, "[1 'K1' 7 9 'A' 4 100 'CNY' 41 1 13 null h:0f0102030405060708090a0b0c0d0e0f]"), registry: false);
        Assert.Equal((MoneyType.Credited, 1, 13, true), (coin.Type, coin.Device, coin.Record, coin.Detail.IsEmpty));
        var old = Understood<MoneyMessage>("money", Wire.Envelope(0, 7, "[1 'K1' 7 9 'A' 4 100 'CNY' 41]"), registry: false);
        Assert.Equal((0, null, null), (old.Device, old.Record, old.Chain));
    }

    [Fact]
    public void A_meters_index_in_an_event_becomes_its_name_where_the_plan_is_known()
    {
        var payload = Wire.Envelope(1, 6, "['trip' 1 2 null null]");
        Assert.Equal("M1", Understood<EventMessage>("events", payload).Subject);
        Assert.Equal("#1", Understood<EventMessage>("events", payload, registry: false).Subject);
    }

    [Theory]
    [InlineData("readings", "[1 0 5 []]", 2, QuarantineReason.None)]
    [InlineData("readings", "[7 0 5 []]", 2, QuarantineReason.UnknownPlan)]
    [InlineData("readings", "[1 4 5 []]", 2, QuarantineReason.BadBody)]
    [InlineData("readings", "[1 0 5 [[2 0 0 0 [1 2]]]]", 2, QuarantineReason.UnknownMeter)]
    [InlineData("readings", "[1 0 5 [[0 0 0 0 [1]]]]", 2, QuarantineReason.BadBody)]
    [InlineData("readings", "[1 0 5 [[0 0 0 0 [1 null]]]]", 2, QuarantineReason.BadBody)]
    [InlineData("readings", "[1 0 5 [[0 16 0 0 []]]]", 2, QuarantineReason.BadBody)]
    [InlineData("readings", "[1 0 5 [[0 0 2 0 [1 2]]]]", 2, QuarantineReason.BadBody)]
    [InlineData("readings", "[1 0 5]", 2, QuarantineReason.BadBody)]
    [InlineData("readings", "[1 0 5 []]", 1, QuarantineReason.StreamMismatch)]
    [InlineData("events", "['boot' 'C-2' 1 null null]", 1, QuarantineReason.ConcentratorMismatch)]
    [InlineData("events", "['' 'C-1' 1 null null]", 1, QuarantineReason.BadBody)]
    [InlineData("events", "['x' 'C-1' -1 null null]", 1, QuarantineReason.BadBody)]
    [InlineData("money", "[4 'K1' 7 9 null 0 100 'CNY' null]", 0, QuarantineReason.BadBody)]
    [InlineData("money", "[1 'K1' 7 9 null 0 100 'CNY' null]", 0, QuarantineReason.BadBody)]
    [InlineData("money", "[1 'K1' 7 9 'A' 0 100 'YUAN' null]", 0, QuarantineReason.BadBody)]
    [InlineData("money", "[1 'K1' 7 9 'A' 0 -100 'CNY' null]", 0, QuarantineReason.BadBody)]
    [InlineData("money", "[1 'K1' 7 9 'A' 0 1000000000001 'CNY' null]", 0, QuarantineReason.BadBody)]
    [InlineData("money", "[1 'K1' 7 9 'A' 0 100 'cny' null]", 0, QuarantineReason.BadBody)]
    [InlineData("money", "[5 'K1' 7 0 'A' 0 100 'CNY' null]", 0, QuarantineReason.BadBody)]
    [InlineData("money", "[10 'K1' 7 0 'A' 0 100 'CNY' null 0 1 null h:000102030405060708090a0b0c0d0e0f]", 0, QuarantineReason.BadBody)]
    [InlineData("money", "[1 'K1' 7 9 'A' 0 100 'CNY' null 0 0 null h:000102030405060708090a0b0c0d0e0f]", 0, QuarantineReason.BadBody)]
    [InlineData("money", "[1 'K1' 7 9 'A' 0 100 'CNY' null 0 1 7 h:000102030405060708090a0b0c0d0e0f]", 0, QuarantineReason.BadBody)]
    [InlineData("money", "[1 'K1' 7 9 'A' 0 100 'CNY' null 0 1 null h:0001]", 0, QuarantineReason.BadBody)]
    [InlineData("money", "[1 'K1' 7 9 'A' 0 100 'CNY' null 0 1 null]", 0, QuarantineReason.BadBody)]
    public void What_is_not_the_contract_has_a_named_reason(string topic, string body, int stream, QuarantineReason reason) =>
        Assert.Equal(reason, Normalise(topic, Wire.Envelope(stream, 1, body)));

    [Fact]
    public void An_envelope_that_is_none_has_a_named_reason()
    {
        Assert.Equal(QuarantineReason.NotCbor, Normalise("readings", "hello"u8.ToArray()));
        Assert.Equal(QuarantineReason.NotCbor, Normalise("readings", []));
        Assert.Equal(QuarantineReason.NotCbor, Normalise("money", [.. Sample.Money(1), 0]));
        Assert.Equal(QuarantineReason.WrongVersion, Normalise("money", Wire.Cbor("[2 'whatever']")));
        Assert.Equal(QuarantineReason.BadEnvelope, Normalise("money", Wire.Cbor("[1 2 3]")));
        Assert.Equal(QuarantineReason.BadEnvelope, Normalise("money", Wire.Cbor("'text'")));
        Assert.Equal(QuarantineReason.BadEnvelope, Normalise("money", Wire.Envelope(0, 0, "[]")));
        Assert.Equal(QuarantineReason.TooLong, Normalise("money", new byte[RuntimeLimits.MessageBytesMax + 1]));
        Assert.Equal(QuarantineReason.BadTopic, _normaliser.Normalise(Sample.Record("money", Sample.Money(1), concentrator: "C.1"), Sample.Registry(), out _));
    }

    [Fact]
    public void What_is_broken_behind_its_envelope_is_known_by_its_sequence_and_nothing_else_is()
    {
        Assert.Equal(4, Known([.. Sample.Money(4), 0]));
        Assert.Equal(4, Known(Sample.Money(4)[..^1]));
        Assert.Equal(4, Known([.. Sample.Money(4), .. new byte[RuntimeLimits.MessageBytesMax]]));
        Assert.Null(Known("hello"u8.ToArray()));
        Assert.Null(Known(new byte[RuntimeLimits.MessageBytesMax + 1]));
        Assert.Null(Known(Wire.Envelope(1, 4, "[]")));
        Assert.Null(Known(Wire.Envelope(0, 0, "[]")));

        long? Known(byte[] payload)
        {
            Assert.NotEqual(QuarantineReason.None, Normalise("money", payload));
            return _normaliser.Understood?.Sequence;
        }
    }

    [Fact]
    public void While_there_is_no_registry_readings_wait_for_it()
    {
        Assert.Equal(QuarantineReason.UnknownPlan, _normaliser.Normalise(Sample.Record("readings", Sample.Readings(1, 100)), null, out _));
        var senml = """[{"n":"M0:1-0:1.8.0","v":1}]"""u8.ToArray();
        Assert.Equal(QuarantineReason.UnknownPlan, _normaliser.Normalise(Sample.Record("readings", senml), null, out _));
    }

    private QuarantineReason Normalise(string topic, byte[] payload) => _normaliser.Normalise(Sample.Record(topic, payload), Sample.Registry(), out _);

    private T Understood<T>(string topic, byte[] payload, bool registry = true)
        where T : Message
    {
        Assert.Equal(QuarantineReason.None, _normaliser.Normalise(Sample.Record(topic, payload), registry ? Sample.Registry() : null, out var message));
        return Assert.IsType<T>(message);
    }
}
