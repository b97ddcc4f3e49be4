using Wattline.Firmware.Meters.Cjt188;
using Wattline.Firmware.Meters.Exchange;
using Wattline.Simulators.Meters.Cjt188;
using Wattline.Simulators.Meters.Load;
using Wattline.Tests.Shared.Vectors;
using Xunit;

namespace Wattline.Tests.Vectors;

/// <summary>CJ/T 188: firmware's scanner and the simulator's parser on each vector; the master and the simulated meters on one line.</summary>
public sealed class Cjt188Tests
{
    private static readonly byte[] _address = [0x78, 0x56, 0x34, 0x12, 0x00, 0x11, 0x11];

    public static TheoryData<string> All() => [.. VectorFile.Load("cjt188").Select(v => v.Id)];

    private static Vector Get(string id) => VectorFile.Load("cjt188").Single(v => v.Id == id);

    [Theory]
    [MemberData(nameof(All))]
    public void Firmware_takes_what_is_valid_and_refuses_the_rest_for_the_same_reason(string id)
    {
        var vector = Get(id);
        var scanner = new FrameScanner(new Cjt188Shape(), Cjt188Limits.ScanBytes, new int[FrameReject.Count], 0xFE);
        scanner.Feed(vector.Frame, 0, vector.Frame.Length);
        bool found = scanner.TryRead();
        while (!found && scanner.Pending)
        {
            scanner.Flush();
            found = scanner.TryRead();
        }

        Assert.Equal(vector.Refuse, found ? null : scanner.FirstReject switch
        {
            FrameReject.None => "start",
            FrameReject.BadChecksum => "checksum",
            FrameReject.BadEnd => "end",
            FrameReject.Truncated => "truncated",
            var other => FrameReject.Name(other),
        });
        if (found)
        {
            Assert.Equal(vector.Text("preamble_fe"), $"{scanner.Preamble}");
            Assert.Equal(vector.Text("noise_before") ?? "0", $"{scanner.NoiseBefore}");
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Simulator_takes_what_is_valid_and_nothing_else(string id)
    {
        var vector = Get(id);
        var frame = Cjt188Frame.Find(vector.Frame, out _);

        Assert.Equal(vector.Valid, frame is not null);
        if (frame is not null)
        {
            Assert.Equal(vector.Text("address"), Convert.ToHexString([.. frame.Address.Reverse()]));
            Assert.Equal(vector.Text("control"), $"{frame.Control:X2}");
            Assert.Equal(vector.Text("length"), $"{frame.Data.Length}");
            Assert.Contains(Convert.ToHexString(frame.ToBytes(0)), Convert.ToHexString(vector.Frame), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(0x10, false, false)]
    [InlineData(0x10, true, true)]
    [InlineData(0x20, false, false)]
    [InlineData(0x20, true, true)]
    public void Current_data_is_read_in_either_order_of_the_identifier_and_of_the_units(int type, bool odd, bool lowFirst)
    {
        var meter = Meter(type, odd);
        var line = new SlaveLine(meter);
        var master = new Cjt188Master(line);
        master.Begin(type, _address, 0, Cjt188Master.CurrentData, lowFirst, type == 0x20 ? 46 : 22, 2400, line.Now);

        Assert.Equal(ExchangeOutcome.Answered, line.Finish(master));
        var reading = new Cjt188Reading();
        Assert.True(reading.Read(master.Payload, 0, master.PayloadLength));
        int current = reading.IsHeat ? 1 : 0;
        Assert.Equal((true, 123_456L), (reading.Has[current], reading.Values[current]));
        Assert.Equal(type == 0x20 ? "kWh" : "m3", reading.Unit(current));
        Assert.Equal((true, odd && type == 0x20), (reading.HasTime, reading.UnitFirst));
        Assert.Equal([0, 0, 8, 1, 3, 26, 20], reading.Time);
    }

    [Fact]
    public void The_valve_obeys_the_meters_own_address_and_nobody_sends_it_to_a_wildcard()
    {
        var meter = Meter(0x10, false);
        var line = new SlaveLine(meter);
        var master = new Cjt188Master(line);
        Assert.True(master.BeginValve(0x10, _address, 0, open: false, lowFirst: true, 2400, line.Now));
        Assert.Equal(ExchangeOutcome.Answered, line.Finish(master));
        Assert.Equal((true, 1), (meter.IsValveClosed, master.Status & 3));
        Assert.Equal("FEFEFEFE" + "68107856341200111104041 7A00199".Replace(" ", "", StringComparison.Ordinal), Convert.ToHexString(line.Sent[0].Bytes)[..^4]);

        Assert.False(master.BeginValve(0xAA, _address, 0, true, true, 2400, line.Now));
        Assert.False(master.BeginValve(0x10, [0xAA, 0xAA, 0xAA, 0xAA, 0xAA, 0xAA, 0xAA], 0, true, true, 2400, line.Now));
        Assert.False(master.BeginValve(0x10, [0x78, 0x56, 0x34, 0x12, 0x00, 0xAA, 0xAA], 0, true, true, 2400, line.Now));
        Assert.Single(line.Sent);
        Assert.True(meter.IsValveClosed);
    }

    [Fact]
    public void The_only_meter_on_a_line_says_who_it_is()
    {
        var line = new SlaveLine(Meter(0x30, false));
        var master = new Cjt188Master(line);
        master.BeginAddress(lowFirst: true, 2400, line.Now);

        Assert.Equal(ExchangeOutcome.Answered, line.Finish(master));
        Assert.Equal((0x30, Convert.ToHexString(_address)), (master.AnswerType, Convert.ToHexString(master.AnswerAddress)));
    }

    [Theory]
    [InlineData("00FE68", "16")]
    [InlineData("", "00")]
    [InlineData("68AA", "68")]
    public void Bytes_around_a_good_answer_do_no_harm(string before, string behind)
    {
        var line = new SlaveLine(Meter(0x10, false)) { Spoil = bytes => [.. Convert.FromHexString(before), .. bytes, .. Convert.FromHexString(behind)] };
        Assert.Equal(ExchangeOutcome.Answered, Read(line, out _));
    }

    [Fact]
    public void What_is_missing_is_no_value_and_never_0()
    {
        var line = new SlaveLine(Meter(0x10, false))
        {
            Spoil = bytes =>
            {
                var frame = Cjt188Frame.Find(bytes, out _)!;
                Array.Fill(frame.Data, (byte)0xFF, 3, 4);
                return frame.ToBytes();
            },
        };
        Assert.Equal(ExchangeOutcome.Answered, Read(line, out var master));
        var reading = new Cjt188Reading();
        Assert.True(reading.Read(master.Payload, 0, master.PayloadLength));
        Assert.Equal([false, true], reading.Has[..2]);
    }

    [Theory]
    [InlineData("other identifier", FrameReject.OtherIdentifier)]
    [InlineData("other serial", FrameReject.OtherSequence)]
    [InlineData("other meter", FrameReject.Foreign)]
    [InlineData("other function", FrameReject.OtherFunction)]
    [InlineData("short", FrameReject.BadLength)]
    public void An_answer_to_another_question_is_none(string what, int reject)
    {
        var line = new SlaveLine(Meter(0x10, false))
        {
            Spoil = bytes =>
            {
                var frame = Cjt188Frame.Find(bytes, out _)!;
                switch (what)
                {
                    case "other identifier": frame.Data[0] = 0x20; break;
                    case "other serial": frame.Data[2]++; break;
                    case "other meter": frame.Address[0]++; break;
                    case "other function": frame = frame with { Control = 0x83 }; break;
                    default: frame = frame with { Data = frame.Data[..2] }; break;
                }

                return frame.ToBytes();
            },
        };
        Assert.NotEqual(ExchangeOutcome.Answered, Read(line, out var master));
        Assert.Equal(1, master.Rejects[reject]);
    }

    [Fact]
    public void What_the_meter_has_not_is_refused_with_its_status()
    {
        var line = new SlaveLine(Meter(0x10, false));
        var master = new Cjt188Master(line);
        master.Begin(0x10, _address, 0, 0x8102, true, 20, 2400, line.Now);
        Assert.Equal((ExchangeOutcome.Refused, 0), (line.Finish(master), master.Status));
    }

    private static Cjt188Meter Meter(int type, bool odd) => new(
        new Cjt188Settings { Address = "11110012345678", Type = (byte)type, UnitFirst = odd, TurnsIdentifier = odd },
        new MeteredLoad(new LoadProfile([0]), startWattHours: 1_234_560));

    private static int Read(SlaveLine line, out Cjt188Master master)
    {
        master = new Cjt188Master(line);
        master.Begin(0x10, _address, 0, Cjt188Master.CurrentData, true, 22, 2400, line.Now);
        return line.Finish(master);
    }
}
