using System.Globalization;
using Wattline.Firmware.Kiosks;
using Wattline.Simulators.Kiosks.CcTalk;
using Wattline.Tests.Shared.Vectors;
using Xunit;

namespace Wattline.Tests.Vectors;

/// <summary>ccTalk: firmware as the host, the simulated devices as the other side.</summary>
public sealed class CcTalkTests
{
    public static TheoryData<string> All() => [.. VectorFile.Load("cctalk").Select(v => v.Id)];

    private static Vector Get(string id) => VectorFile.Load("cctalk").Single(v => v.Id == id);

    // Nothing in a frame says which checksum it has; a bad one is bad under both.
    private static bool HasCrc(Vector vector) => vector.Valid ? vector.Text("checksum") == "crc16" : vector.Id.Contains("crc", StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(All))]
    public void Firmware_takes_the_frame_with_what_it_carries_or_counts_it_as_bad(string id)
    {
        var vector = Get(id);
        var scanner = new CcTalkScanner(HasCrc(vector));
        bool found = vector.Frame.Count(scanner.Take) == 1 && !scanner.IsInside;

        Assert.Equal(vector.Valid, found);
        if (found)
        {
            Assert.Equal(vector.Text("dest"), Text(scanner.Destination));
            Assert.Equal(vector.Text("header"), Text(scanner.Header));
            Assert.Equal(vector.Text("source"), HasCrc(vector) ? null : Text(scanner.Source));
            Assert.Equal(vector.Text("data"), Convert.ToHexStringLower([.. Enumerable.Range(0, scanner.DataCount).Select(i => (byte)scanner.Data(i))]));
        }
        else
        {
            scanner.Reset();
            Assert.True(scanner.BadFrames >= 1);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Firmware_sends_the_same_bytes(string id)
    {
        var vector = Get(id);
        if (!vector.Valid) return;
        byte[] data = Convert.FromHexString(vector.Text("data")!);
        byte[] wire = new byte[CcTalkFrame.WireBytesMax];
        int count = CcTalkFrame.Write(Number(vector, "dest"), HasCrc(vector) ? 0 : Number(vector, "source"), Number(vector, "header"), data, data.Length, HasCrc(vector), wire);

        Assert.Equal(Convert.ToHexString(vector.Frame), Convert.ToHexString(wire, 0, count));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Simulator_takes_the_frame_with_what_it_carries_or_refuses_it_for_the_same_reason(string id)
    {
        var vector = Get(id);
        var verdict = CcTalkPacket.Parse(vector.Frame, HasCrc(vector), out var packet);

        Assert.Equal(vector.Refuse, verdict switch
        {
            CcTalkVerdict.Good => null,
            CcTalkVerdict.Truncated => "truncated",
            CcTalkVerdict.TooLong => "length",
            _ => "checksum",
        });
        if (packet is not null)
        {
            Assert.Equal(vector.Text("dest"), Text(packet.Destination));
            Assert.Equal(vector.Text("header"), Text(packet.Header));
            Assert.Equal(vector.Text("data"), Convert.ToHexStringLower(packet.Data.Span));
        }
    }

    private static int Number(Vector vector, string key) => int.Parse(vector.Text(key)!, CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
