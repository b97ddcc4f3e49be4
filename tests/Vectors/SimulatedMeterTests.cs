using System.Globalization;
using Wattline.Simulators.Lab.Decode;
using Wattline.Simulators.Meters;
using Wattline.Simulators.Meters.Dlt645;
using Wattline.Simulators.Meters.Load;
using Wattline.Tests.Shared.Vectors;
using Xunit;

namespace Wattline.Tests.Vectors;

/// <summary>The simulator as the slave: its own parser, written from the standard and not from firmware, and the values that it answers.</summary>
public sealed class SimulatedMeterTests
{
    public static TheoryData<string, string> All() => FirmwareMasterTests.All();

    [Theory]
    [MemberData(nameof(All))]
    public void Simulator_takes_what_is_valid_and_refuses_the_rest_for_the_same_reason(string protocol, string id)
    {
        var vector = VectorFile.Load(protocol).Single(v => v.Id == id);
        var parse = Dlt645Parser.Parse(vector.Frame);

        Assert.Equal(vector.Refuse, parse.Verdict switch
        {
            FrameVerdict.Good => null,
            FrameVerdict.NoStart => "start",
            FrameVerdict.Truncated => "truncated",
            FrameVerdict.BadEnd => "end",
            FrameVerdict.BadChecksum => "checksum",
            var other => other.ToString(),
        });
        if (parse.Frame is { } frame)
        {
            Assert.Equal(vector.Text("address"), frame.Address);
            Assert.Equal(vector.Text("control"), frame.Control.ToString("X2", CultureInfo.InvariantCulture));
            Assert.Equal(vector.Text("length"), frame.Data.Length.ToString(CultureInfo.InvariantCulture));
            Assert.Equal(vector.Text("preamble_fe"), frame.Preamble.ToString(CultureInfo.InvariantCulture));
            Assert.Equal(vector.Text("noise_before") ?? "0", frame.NoiseBefore.ToString(CultureInfo.InvariantCulture));
            Assert.Equal(vector.Text("bytes_after") ?? "0", frame.BytesAfter.ToString(CultureInfo.InvariantCulture));
            Assert.Contains(vector.Text("payload_hex") ?? "", Convert.ToHexString(frame.Data.Span), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("0001FF00", "forward active energy: 1234.56; unit kWh; tariff 0; settlement 0|forward active energy: 1.00; unit kWh; tariff 1; settlement 0|forward active energy: 200.00; unit kWh; tariff 2; settlement 0|forward active energy: 1000.00; unit kWh; tariff 3; settlement 0|forward active energy: 33.56; unit kWh; tariff 4; settlement 0")]
    [InlineData("00010000", "forward active energy: 1234.56; unit kWh; tariff 0; settlement 0")]
    [InlineData("04000101", "date: 2026-03-01; weekday 0")]
    [InlineData("04000102", "time: 08:00:00")]
    [InlineData("04000402", "meter number: 000000000161")]
    [InlineData("04000404", "rated voltage (ASCII): 220V")]
    [InlineData("04000409", "active constant: 1200; unit imp/kWh")]
    public void What_a_simulated_meter_shows_is_what_lab_decode_reads(string identifier, string items)
    {
        Assert.Equal(items, string.Join('|', Ask(identifier)));
    }

    [Theory]
    [InlineData("05060001", "freeze time: 2026-03-02 00:00; freeze daily; record 1")]
    [InlineData("05040101", "frozen forward active energy: 1242.55; unit kWh; tariff 0; freeze hourly; record 1")]
    [InlineData("0504FF01", "freeze time: 2026-03-02 00:00; freeze hourly; record 1|frozen forward active energy: 1242.55; unit kWh; tariff 0; freeze hourly; record 1|frozen reverse active energy: 0.00; unit kWh; tariff 0; freeze hourly; record 1")]
    [InlineData("01010000", "forward active max demand: 0.5000; unit kW; tariff 0; settlement 0; occurred 2026-03-01 08:15")]
    [InlineData("03110000", "power-down count: 1; unit times")]
    [InlineData("03110001", "power-down start: 2026-03-01 09:00:00; record 1|power-down end: 2026-03-01 09:00:01; record 1")]
    [InlineData("03010000", "voltage loss count: 1; unit times; phase A; minutes 10|voltage loss count: 0; unit times; phase B; minutes 0|voltage loss count: 0; unit times; phase C; minutes 0")]
    public void What_a_simulated_meter_kept_is_what_lab_decode_reads(string identifier, string items)
    {
        // 16 hours from 08:00, with a second without mains and ten minutes without the voltage of a phase.
        const long hour = 3_600_000_000;
        var meter = Meter();
        meter.PowerOff(hour);
        meter.PowerOn(hour + 1_000_000);
        meter.Happen(0x0101, 2 * hour, (2 * hour) + (hour / 6));
        Assert.Equal(items, string.Join('|', Ask(identifier, meter, 16 * hour)));
    }

    [Fact]
    public void A_phase_that_a_simulated_meter_has_not_is_no_value()
    {
        string[] items = Ask("0201FF00");

        Assert.Equal(3, items.Length);
        Assert.DoesNotContain("invalid", items[0], StringComparison.Ordinal);
        Assert.Equal(["voltage: none; unit V; invalid true; phase B", "voltage: none; unit V; invalid true; phase C"], items[1..]);
    }

    private static SimulatedMeter Meter() =>
        new(new MeterSettings { Address = "000000000161", StartHundredths = [100, 20000, 100000, 3356] }, new LoadProfile([500]));

    private static string[] Ask(string identifier, SimulatedMeter? meter = null, long nowMicros = 0)
    {
        byte[] body = [0x68, 0x61, 0x01, 0, 0, 0, 0, 0x68, 0x11, 4, .. Convert.FromHexString(identifier).Reverse().Select(b => (byte)(b + 0x33))];
        byte[] request = [.. body, (byte)body.Sum(b => b), 0x16];
        var answer = (meter ?? Meter()).Hear(request, nowMicros);
        var meaning = DecodeCommand.Protocols["dlt645-2007"](answer!.Value.Bytes.ToArray());

        Assert.Equal(identifier, (string?)meaning.Keys["data_id"]);
        return [.. MeaningText.Lines(meaning.Keys).Where(pair => pair.Key == "item").Select(pair => pair.Value)];
    }
}
