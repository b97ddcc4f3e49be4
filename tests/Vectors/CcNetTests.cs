using System.Globalization;
using Wattline.Firmware.Kiosks;
using Wattline.Simulators.Kiosks.CcNet;
using Wattline.Tests.Shared.Vectors;
using Xunit;

namespace Wattline.Tests.Vectors;

/// <summary>CCNET: firmware as the host, the simulated validator as the device.</summary>
public sealed class CcNetTests
{
    public static TheoryData<string> All() => [.. VectorFile.Load("ccnet").Select(v => v.Id)];

    private static Vector Get(string id) => VectorFile.Load("ccnet").Single(v => v.Id == id);

    [Theory]
    [MemberData(nameof(All))]
    public void Firmware_takes_the_frame_with_what_it_carries_or_counts_it_as_bad(string id)
    {
        var vector = Get(id);
        var scanner = new CcNetScanner();
        bool found = vector.Frame.Count(scanner.Take) == 1;

        Assert.Equal(vector.Valid, found);
        if (found)
        {
            Assert.Equal(vector.Text("addr"), scanner.Address.ToString(CultureInfo.InvariantCulture));
            Assert.Equal(vector.Text("data"), Convert.ToHexStringLower([.. Enumerable.Range(0, scanner.DataCount).Select(i => (byte)scanner.Data(i))]));
        }
        else
        {
            scanner.Reset();
            Assert.Equal(1, scanner.BadFrames);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Firmware_sends_the_same_bytes(string id)
    {
        var vector = Get(id);
        if (!vector.Valid) return;
        byte[] data = Convert.FromHexString(vector.Text("data")!);
        byte[] wire = new byte[CcNetLimits.FrameBytesMax];
        int count = CcNetFrame.Write(int.Parse(vector.Text("addr")!, CultureInfo.InvariantCulture), data, data.Length, wire);

        Assert.Equal(Convert.ToHexString(vector.Frame), Convert.ToHexString(wire, 0, count));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Simulator_takes_the_frame_with_what_it_carries_or_refuses_it_for_the_same_reason(string id)
    {
        var vector = Get(id);
        var verdict = CcNetPacket.Parse(vector.Frame, out var packet);

        Assert.Equal(vector.Refuse, verdict switch
        {
            CcNetVerdict.Good => null,
            CcNetVerdict.NoStart => "start",
            CcNetVerdict.Truncated => "truncated",
            _ => "crc",
        });
        if (packet is not null)
        {
            Assert.Equal(vector.Text("data"), Convert.ToHexStringLower(packet.Data.Span));
        }
    }
}
