using Wattline.Firmware.Meters.Dlt698;
using Wattline.Firmware.Meters.Exchange;
using Wattline.Simulators.Meters;
using Wattline.Simulators.Meters.Dlms;
using Wattline.Simulators.Meters.Dlt698;
using Wattline.Simulators.Meters.Load;
using Wattline.Tests.Shared.Vectors;
using Xunit;

namespace Wattline.Tests.Vectors;

/// <summary>DL/T 698.45: firmware's scanner on each vector; its master and a simulated meter on one line.</summary>
public sealed class Dlt698Tests
{
    private static readonly byte[] _address = [0x07, 0x09, 0x19, 0x05, 0x16, 0x20];
    private readonly Dlt698Meter _meter = new("201605190907", new MeteredLoad(new LoadProfile([1500]), 3, startWattHours: 1_234_560));
    private readonly SlaveLine _line;
    private readonly Dlt698Master _master;

    public Dlt698Tests()
    {
        _line = new SlaveLine(_meter, 9600);
        _master = new Dlt698Master(_line);
    }

    public static TheoryData<string> All() => [.. VectorFile.Load("dlt698-45").Select(v => v.Id)];

    [Theory]
    [MemberData(nameof(All))]
    public void Firmware_takes_what_is_valid_and_refuses_the_rest_for_the_same_reason(string id)
    {
        var vector = VectorFile.Load("dlt698-45").Single(v => v.Id == id);
        var scanner = new FrameScanner(new Dlt698Shape(), Dlt698Limits.ScanBytes, new int[FrameReject.Count], 0xFE);
        scanner.Feed(vector.Frame, 0, vector.Frame.Length);
        bool found = scanner.TryRead();
        while (!found && scanner.Pending)
        {
            scanner.Flush();
            found = scanner.TryRead();
        }

        Assert.Equal(vector.Refuse, found ? null : scanner.FirstReject switch
        {
            FrameReject.BadChecksum => "crc",
            FrameReject.BadEnd => "end",
            FrameReject.Truncated => "truncated",
            var other => FrameReject.Name(other),
        });
        if (found)
            Assert.Equal(vector.Text("apdu_hex"), Convert.ToHexString(scanner.Bytes, Dlt698Shape.ApduStart(scanner.Bytes, scanner.FrameStart), scanner.FrameLength - Dlt698Shape.ApduStart(scanner.Bytes, 0) - 3));
    }

    [Theory]
    [InlineData(0x00100201, "060001E240")]
    [InlineData(0x200F0200, null)]
    [InlineData(0x40000200, "1C07EA0301080000")]
    [InlineData(0x40010200, "0906201605190907")]
    public void An_attribute_is_read(uint descriptor, string? value)
    {
        Assert.Equal(ExchangeOutcome.Answered, Get(descriptor));
        Assert.StartsWith(value ?? "12", Convert.ToHexString(_master.Data, 0, _master.DataLength), StringComparison.Ordinal);
    }

    [Fact]
    public void The_daily_freeze_is_a_record_with_its_columns()
    {
        byte[] selection = [9, 1, 2, 0, 0x20, 0x21, 0x02, 0x00, 0, 0x00, 0x10, 0x02, 0x01];
        _master.BeginGetRecord(_address, 0, 0x50040200, selection, selection.Length, 100, 9600, _line.Now);
        Assert.Equal(ExchangeOutcome.Answered, _line.Finish(_master));
        Assert.StartsWith("02" + "0020210200" + "0000100201" + "0101" + "1C07EA0301000000" + "06", Convert.ToHexString(_master.Data, 0, _master.DataLength), StringComparison.Ordinal);
    }

    [Fact]
    public void The_time_goes_to_all_and_nobody_answers()
    {
        _master.BroadcastTime(2026, 3, 1, 9, 30, 15, 9600, _line.Now);
        Assert.Equal(ExchangeOutcome.Answered, _line.Finish(_master));
        Assert.Equal(new DateTime(2026, 3, 1, 9, 30, 15), _meter.TimeHeard);
    }

    [Fact]
    public void What_the_meter_has_not_is_refused_and_security_is_refused_by_its_name()
    {
        Assert.Equal((ExchangeOutcome.Refused, 4), (Get(0x12340200), _master.Refusal));
        _meter.IsSecured = true;
        Assert.Equal((ExchangeOutcome.Refused, Dlt698Master.SecurityNeeded), (Get(0x00100201), _master.Refusal));
        Assert.Equal(0, _master.DataLength);
    }

    [Fact]
    public void A_busy_meter_is_asked_again_and_has_no_value_until_it_answers()
    {
        _meter.BusyAnswers = 3;
        Assert.Equal(ExchangeOutcome.Answered, Get(0x00100201));
        _meter.BusyAnswers = 100;
        Assert.Equal((ExchangeOutcome.Busy, 0), (Get(0x00100201), _master.DataLength));
    }

    [Theory]
    [InlineData("descriptor", FrameReject.OtherIdentifier)]
    [InlineData("invoke", FrameReject.OtherIdentifier)]
    [InlineData("meter", FrameReject.Foreign)]
    [InlineData("bit", FrameReject.BadChecksum)]
    [InlineData("type", FrameReject.BadContent)]
    public void An_answer_to_another_question_is_none(string what, int reject)
    {
        _line.Spoil = bytes =>
        {
            int at = what switch { "descriptor" => 22, "invoke" => 20, "meter" => 9, "type" => 26, _ => 27 };
            bytes[at] ^= what == "type" ? (byte)0x7E : (byte)1;
            if (what != "bit")
            {
                ushort head = DlmsMeter.Crc(bytes.AsSpan(5, 11));
                (bytes[16], bytes[17]) = ((byte)head, (byte)(head >> 8));
                ushort all = DlmsMeter.Crc(bytes.AsSpan(5, bytes.Length - 8));
                (bytes[^3], bytes[^2]) = ((byte)all, (byte)(all >> 8));
            }

            return bytes;
        };
        Assert.NotEqual(ExchangeOutcome.Answered, Get(0x00100201));
        Assert.Equal(1, _master.Rejects[reject]);
    }

    [Fact]
    public void What_is_scrambled_is_read_as_well_and_bytes_around_it_do_no_harm()
    {
        _line.Spoil = bytes =>
        {
            bytes[7] |= 0x08;
            for (int i = 18; i < bytes.Length - 3; i++) bytes[i] += 0x33;
            ushort head = DlmsMeter.Crc(bytes.AsSpan(5, 11));
            (bytes[16], bytes[17]) = ((byte)head, (byte)(head >> 8));
            ushort all = DlmsMeter.Crc(bytes.AsSpan(5, bytes.Length - 8));
            (bytes[^3], bytes[^2]) = ((byte)all, (byte)(all >> 8));
            return [0x68, 0x00, .. bytes, 0x16, 0x68];
        };
        Assert.Equal(ExchangeOutcome.Answered, Get(0x00100201));
        Assert.Equal("060001E240", Convert.ToHexString(_master.Data, 0, _master.DataLength));
    }

    private int Get(uint descriptor)
    {
        _master.BeginGet(_address, 0, descriptor, 30, 9600, _line.Now);
        return _line.Finish(_master);
    }
}
