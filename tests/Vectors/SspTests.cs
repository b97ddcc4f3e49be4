using System.Globalization;
using Wattline.Firmware.Kiosks;
using Wattline.Simulators.Kiosks.Ssp;
using Wattline.Tests.Shared.Vectors;
using Xunit;

namespace Wattline.Tests.Vectors;

/// <summary>SSP: firmware as the host, the simulated validator as the slave.</summary>
public sealed class SspTests
{
    public static TheoryData<string> All() => [.. VectorFile.Load("ssp").Where(v => v.Kind == "frame").Select(v => v.Id)];

    private static Vector Get(string id) => VectorFile.Load("ssp").Single(v => v.Id == id);

    [Theory]
    [MemberData(nameof(All))]
    public void Firmware_takes_the_packet_with_what_it_carries_or_counts_it_as_bad(string id)
    {
        var vector = Get(id);
        var scanner = new SspScanner();
        bool found = vector.Frame.Any(scanner.Take);

        Assert.Equal(vector.Valid, found);
        Assert.Equal(vector.Refuse is "crc" or "stuffing" ? 1 : 0, scanner.BadFrames);
        if (found)
        {
            Assert.Equal(vector.Text("seq"), (scanner.Head >> 7).ToString(CultureInfo.InvariantCulture));
            Assert.Equal(vector.Text("addr"), (scanner.Head & 0x7F).ToString(CultureInfo.InvariantCulture));
            Assert.Equal(vector.Text("data"), Convert.ToHexStringLower([.. Enumerable.Range(0, scanner.DataCount).Select(i => (byte)scanner.Data(i))]));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Firmware_sends_the_same_bytes(string id)
    {
        var vector = Get(id);
        if (vector.Valid)
        {
            byte[] data = Convert.FromHexString(vector.Text("data")!);
            byte[] wire = new byte[SspFrame.WireBytesMax];
            int head = (int.Parse(vector.Text("seq")!, CultureInfo.InvariantCulture) << 7) | int.Parse(vector.Text("addr")!, CultureInfo.InvariantCulture);
            int count = SspFrame.Write(head, data, data.Length, wire);

            Assert.Equal(Convert.ToHexString(vector.Frame), Convert.ToHexString(wire, 0, count));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Simulator_takes_the_packet_with_what_it_carries_or_refuses_it_for_the_same_reason(string id)
    {
        var vector = Get(id);
        var parse = SspParse.Of(vector.Frame);

        Assert.Equal(vector.Refuse, parse.Verdict switch
        {
            SspVerdict.Good => null,
            SspVerdict.NoStart => "start",
            SspVerdict.Truncated => "truncated",
            SspVerdict.BadStuffing => "stuffing",
            SspVerdict.BadCrc => "crc",
            var other => other.ToString(),
        });
        if (parse.Packet is { } packet)
        {
            Assert.Equal(vector.Text("seq"), packet.Sequence.ToString(CultureInfo.InvariantCulture));
            Assert.Equal(vector.Text("addr"), packet.Address.ToString(CultureInfo.InvariantCulture));
            Assert.Equal(vector.Text("data"), Convert.ToHexStringLower(packet.Data.Span));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Firmware_knows_the_events_of_a_poll_and_how_long_each_is(string id)
    {
        var vector = Get(id);
        string[] events = [.. vector.Meaning.Where(pair => pair.Key == "events").Select(pair => pair.Value)];
        if (events.Length > 0)
        {
            byte[] data = Convert.FromHexString(vector.Text("data")!);
            int at = 1;
            foreach (string said in events)
            {
                int bytes = SspEvent.DataBytes(data[at]);
                Assert.Equal(said.Contains(' ', StringComparison.Ordinal) ? 1 : 0, bytes);
                if (bytes == 1) Assert.EndsWith($" {data[at + 1]}", said, StringComparison.Ordinal);
                at += 1 + bytes;
            }

            Assert.Equal(data.Length, at);
        }
    }
}
