using Wattline.Firmware.Meters;
using Wattline.Firmware.Plans;
using Wattline.Firmware.Ports;
using Wattline.Simulators.Meters;
using Wattline.Simulators.Meters.Dlms;
using Wattline.Simulators.Meters.Dlt698;
using Wattline.Simulators.Meters.Iec62056;
using Wattline.Simulators.Meters.Load;
using Xunit;

namespace Wattline.Tests.Vectors;

/// <summary>Reads of a plan in DLMS, IEC 62056-21 and DL/T 698.45: addresses, identifiers, and what becomes of them on a line.</summary>
public sealed class PlannedReadTests : IDisposable
{
    private const int Dlms = MeterProtocols.Dlms, Iec = MeterProtocols.Iec62056, Dlt698 = MeterProtocols.Dlt698;

    // Register 1-0:1.8.0 in Wh, kWh by a scale of -3; 1-0:32.7.0 in V.
    private const string Energy = "00" + "601E0100010800", Voltage = "00" + "90230100200700", Both = "00" + "601E0100010800" + "90230100200700";
    private static readonly byte[] _encryption = Convert.FromHexString("000102030405060708090A0B0C0D0E0F");
    private static readonly byte[] _authentication = Convert.FromHexString("D0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF");

    private readonly PretendKeys _keys = new(_encryption, _authentication) { Password = "12345678"u8.ToArray() };
    private SlaveLine _line = null!;
    private IMeterMaster _master = null!;

    public void Dispose() => _keys.Dispose();

    [Theory]
    [InlineData(Dlms, "1-1", true)]
    [InlineData(Dlms, "16-1.17", true)]
    [InlineData(Dlms, "1-1.0017/123456789012*c65535", true)]
    [InlineData(Dlms, "1-1*p7", true)]
    [InlineData(Dlms, "1-127", false)]
    [InlineData(Dlms, "1-1.16383", false)]
    [InlineData(Dlms, "128-1.17", false)]
    [InlineData(Dlms, "0-1.17", false)]
    [InlineData(Dlms, "1.17", false)]
    [InlineData(Dlms, "1-1.17*x7", false)]
    [InlineData(Dlms, "1-1.17*", false)]
    [InlineData(Dlms, "1-1.17/1234567890123", false)]
    [InlineData(Dlms, "1-1.17*c7/12", false)]
    [InlineData(Iec, "12345678", true)]
    [InlineData(Iec, "-", true)]
    [InlineData(Iec, "P1", true)]
    [InlineData(Iec, "", false)]
    [InlineData(Iec, "1!2", false)]
    [InlineData(Iec, "123456789012345", false)]
    [InlineData(Dlt698, "202603010001", true)]
    [InlineData(Dlt698, "AAAAAAAAAAAA", false)]
    [InlineData(Dlt698, "20260301000", false)]
    public void An_address_is_taken_or_refused(int protocol, string text, bool taken) =>
        Assert.Equal(taken, MeterProtocols.Find(protocol).PackAddress(text, new byte[PlanLimits.AddressBytes], 0));

    [Theory]
    [InlineData(Dlms, Both, PlanRefusal.None, 3, 1)]
    [InlineData(Dlms, "01601E0100010800", PlanRefusal.Identifier, 3)]
    [InlineData(Dlms, "00651E0100010800", PlanRefusal.Identifier, 3)]
    [InlineData(Dlms, Energy, PlanRefusal.Channels, 3, 3)]
    [InlineData(Dlms, Energy, PlanRefusal.Decimals, 10)]
    [InlineData(Iec, "009C010800", PlanRefusal.None, 3)]
    [InlineData(Iec, "009C0108", PlanRefusal.Channels, 3)]
    [InlineData(Dlt698, "00100200" + "0170", PlanRefusal.None, 2)]
    [InlineData(Dlt698, "00100200" + "0170", PlanRefusal.Decimals, 1)]
    [InlineData(Dlt698, "00100000" + "0170", PlanRefusal.Identifier, 2)]
    public void An_identifier_is_taken_or_refused(int protocol, string tag, int refusal, params int[] decimals) =>
        Assert.Equal(refusal, MeterProtocols.Find(protocol).Check(Read(tag, decimals), TaskType.Register, [.. decimals.Select(d => (byte)d)]));

    [Theory]
    [InlineData("1-1", "", 1)]
    [InlineData("1-1.17", "", 2)]
    [InlineData("1-1.0017*p2", "12345678", 4)]
    [InlineData("1-1.17/0001*c0", "*", 2)]
    public void A_register_is_its_value_and_scaler_as_an_exact_integer(string address, string password, int addressBytes)
    {
        PutDlms(password, addressBytes);
        Assert.Equal(MeterOutcome.Answered, Ask(Dlms, address, Both, 3, 1));
        Assert.True(_master.Fits);
        Assert.Equal([1_234_567, 2300], Values(2).Select(v => v is > 2200 and < 2400 ? 2300 : v));

        // More decimals are filled up; too few would cut what the register shows.
        Assert.Equal(MeterOutcome.Answered, Ask(Dlms, address, Energy, 5));
        Assert.Equal([123_456_700L], Values(1));
        Assert.Equal((MeterOutcome.Answered, false), (Ask(Dlms, address, Energy, 1), _master.Fits));
    }

    [Fact]
    public void Another_number_another_unit_and_another_type_are_not_the_plans()
    {
        PutDlms("", 2);
        Assert.Equal((MeterOutcome.OtherMeter, "WTL0000000000001"), (Ask(Dlms, "1-1.17/22", Energy, 3), _master.OtherNumber));
        Assert.Equal((MeterOutcome.Answered, false), (Ask(Dlms, "1-1.17", "00601B0100010800", 3), _master.Fits));
        Assert.Equal((MeterOutcome.Answered, false), (Ask(Dlms, "1-1.17", "0094000000600100", 0), _master.Fits));
        Assert.Equal(MeterOutcome.Refused, Ask(Dlms, "1-1.17", "00601E0100630800", 3));
        Assert.Equal(MeterOutcome.Refused, Ask(Dlms, "16-1.17", Energy, 3));
        Assert.Equal(MeterOutcome.Silent, Ask(Dlms, "1-1.18", Energy, 3));
    }

    [Fact]
    public void A_channel_that_the_meter_does_not_have_is_null_beside_one_that_it_has()
    {
        PutDlms("", 2);
        Assert.Equal(MeterOutcome.Answered, Ask(Dlms, "1-1.17", Energy + "601E0100630800", 3, 3));
        Assert.Equal([1_234_567L, null], Values(2));
    }

    [Fact]
    public void Wrong_secrets_are_unauthenticated_and_a_counter_that_the_meter_knows_is_asked_for()
    {
        var meter = PutDlms("12345678", 2);
        _keys.Password = "87654321"u8.ToArray();
        Assert.Equal(MeterOutcome.Unauthenticated, Ask(Dlms, "1-1.17*p2", Energy, 3));

        meter = PutDlms("*", 2);
        Assert.Equal(MeterOutcome.Answered, Ask(Dlms, "1-1.17*c0", Energy, 3));
        // The device is another, and knows nothing of what the meter has heard.
        _keys.Counter = 0;
        _master = Open(Dlms, _line);
        Assert.Equal(MeterOutcome.Answered, Ask(Dlms, "1-1.17*c0", Energy, 3));
        Assert.True(_keys.Counter > 3);

        // The meter's own counter steps back: a repetition, or another meter.
        meter.Counter = 1;
        _master = Open(Dlms, _line);
        Assert.Equal(MeterOutcome.Unauthenticated, Ask(Dlms, "1-1.17*c0", Energy, 3));
    }

    [Fact]
    public void A_busy_meter_is_asked_again_and_never_zero()
    {
        var meter = PutDlms("", 2);
        meter.Objects.BusyAnswers = 3;
        Assert.Equal(MeterOutcome.Busy, Ask(Dlms, "1-1.17", Voltage, 1));
        Assert.Equal(MeterOutcome.Busy, Ask(Dlms, "1-1.17", Voltage, 1));
        Assert.Equal([null], Values(1));
        Assert.Equal(MeterOutcome.Answered, Ask(Dlms, "1-1.17", Voltage, 1));
    }

    [Fact]
    public void A_link_that_the_meter_dropped_is_opened_again()
    {
        PutDlms("", 2);
        Assert.Equal(MeterOutcome.Answered, Ask(Dlms, "1-1.17", Energy, 3));
        _line.Wait(150_000);
        Assert.Equal(MeterOutcome.Answered, Ask(Dlms, "1-1.17", Energy, 3));
    }

    [Theory]
    [InlineData("12345678", '5')]
    [InlineData("12345678", 'C')]
    [InlineData("-", 'x')]
    public void A_readout_gives_its_lines_as_exact_integers(string address, char speed)
    {
        var meter = new IecMeter("12345678", speed, Load());
        if (address == "-") meter = new IecMeter("", speed, Load());
        _line = new SlaveLine(meter, 9600, 10);
        _master = Open(Iec, _line);
        Assert.Equal(MeterOutcome.Answered, Ask(Iec, address, "00" + "6C010800" + "90200700", 3, 1));
        Assert.True(_master.Fits);
        Assert.Equal(1_234_567, Values(2)[0]);
        Assert.InRange(Values(2)[1]!.Value, 2200, 2400);
        Assert.Equal((MeterOutcome.Answered, false), (Ask(Iec, address, "00" + "6C010800", 1), _master.Fits));
        meter.IsDead = true;
        Assert.Equal(MeterOutcome.Silent, Ask(Iec, address, "00" + "6C010800", 3));
    }

    [Fact]
    public void Attributes_of_698_are_their_elements()
    {
        var meter = new Dlt698Meter("202603010001", Load());
        _line = new SlaveLine(meter, 9600, 11);
        _master = Open(Dlt698, _line);
        Assert.Equal(MeterOutcome.Answered, Ask(Dlt698, "202603010001", "00100200" + "0170" + "0270", 2, 2));
        Assert.Equal([123_456L, 0L], Values(2));
        Assert.Equal(MeterOutcome.Answered, Ask(Dlt698, "202603010001", "00100201" + "0070", 3));
        Assert.Equal([1_234_560L], Values(1));
        Assert.Equal((MeterOutcome.Answered, false), (Ask(Dlt698, "202603010001", "40010200" + "0090", 0), _master.Fits));
        Assert.Equal(MeterOutcome.Refused, Ask(Dlt698, "202603010001", "00990200" + "0070", 2));
        meter.BusyAnswers = 1000;
        Assert.Equal(MeterOutcome.Busy, Ask(Dlt698, "202603010001", "00100201" + "0070", 2));
        (meter.BusyAnswers, meter.IsSecured) = (0, true);
        Assert.Equal(MeterOutcome.Unauthenticated, Ask(Dlt698, "202603010001", "00100201" + "0070", 2));
    }

    private DlmsMeter PutDlms(string password, int addressBytes)
    {
        var settings = new DlmsSettings
        {
            AddressBytes = addressBytes,
            Password = password == "*" ? "" : password,
            EncryptionKey = password == "*" ? _encryption : [],
            AuthenticationKey = password == "*" ? _authentication : [],
        };
        var meter = new DlmsMeter(settings, Load());
        _line = new SlaveLine(meter, 9600, 10);
        _master = Open(Dlms, _line);
        return meter;
    }

    private IMeterMaster Open(int protocol, ISerialLine line)
    {
        var master = MeterProtocols.Find(protocol).Open(line);
        (master as ISecuredMaster)?.Use(new MeterSecurity(_keys, new Dice(), "WTLC0001"u8.ToArray()));
        return master;
    }

    private int Ask(int protocol, string address, string tag, params int[] decimals)
    {
        var packed = new byte[PlanLimits.AddressBytes];
        var read = Read(tag, decimals);
        var found = MeterProtocols.Find(protocol);
        Assert.True(found.PackAddress(address, packed, 0));
        Assert.Equal(PlanRefusal.None, found.Check(read, TaskType.Register, read.ChannelDecimals));
        _master.Begin(packed, 0, read, 9600, 0, _line.Now);
        _line.Finish(_master);
        return _master.Outcome;
    }

    private long?[] Values(int count) =>
        [.. Enumerable.Range(0, count).Select(i => _master.Value(i, out long value) == MeterValue.Ok ? value : (long?)null)];

    private static PlanRead Read(string tag, int[] decimals) =>
        new() { Tag = Convert.FromHexString(tag), Channels = decimals.Length, ChannelDecimals = [.. decimals.Select(d => (byte)d)] };

    private static MeteredLoad Load() => new(new LoadProfile([0]), startWattHours: 1_234_567);

    private sealed class Dice : IEntropy
    {
        private readonly Random _random = new(1);

        public void Fill(byte[] buffer, int offset, int count) => _random.NextBytes(buffer.AsSpan(offset, count));
    }
}
