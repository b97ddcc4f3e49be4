using Wattline.Firmware.Cbor;
using Wattline.Firmware.Meters;
using Wattline.Firmware.Plans;
using Xunit;

namespace Wattline.Tests.Fuzz;

/// <summary>Plans' reads of any identifier, answered by any bytes.</summary>
internal static partial class MasterTargets
{
    private const int TagBytes = 24;

    private static readonly Dictionary<int, (string Address, int Ends)> _read = new() { [2] = ("1", 0), [3] = ("10/05080000000001", 0), [4] = ("1", 1) };

    private static byte[] Read(int protocol, string tag, byte[] answer) => [(byte)protocol, (byte)(tag.Length / 2), .. Convert.FromHexString(tag), .. answer];

    /// <summary>Protocol and decimals, length of the identifier, identifier, and what comes from the line.</summary>
    private static bool JudgeRead(byte[] bytes)
    {
        if (bytes.Length < 3) return false;
        var protocol = 2 + (bytes[0] % 3);
        var tag = bytes.AsSpan(2, Math.Min(bytes[1] % (TagBytes + 1), bytes.Length - 2)).ToArray();
        var answer = bytes[(2 + tag.Length)..];
        var (address, acks) = _read[protocol];
        var accepted = false;
        for (var channels = 1; channels <= 11; channels++)
        {
            var plan = PlanOf(protocol, address, tag, channels, bytes[0] / 3 % 10);
            var decoder = new PlanDecoder(1);
            if (decoder.Decode(plan, 0, plan.Length, -1) != PlanRefusal.None) continue;
            accepted = true;
            var master = MeterProtocols.Find(protocol).Open(new FuzzLine(acks == 0 ? answer : [0xE5, .. answer], acks == 0 ? null : [acks]));
            var read = decoder.Plan.Template(0).Reads[0];
            long now = 0;
            master.Begin(decoder.Plan.Addresses, 0, read, 9600, 2, now);
            for (var steps = 0; master.Busy; steps++)
            {
                Assert.True(steps < 100_000, "the read does not end");
                now = steps % 8 < 7 ? now + 1 : Math.Max(now + 1, master.NextWake);
                master.Step(now);
            }

            if (master.Outcome != MeterOutcome.Answered || !master.Fits) continue;
            for (var channel = 0; channel < channels; channel++)
                Assert.InRange(master.Value(channel, out _), MeterValue.Ok, MeterValue.Broken);
        }

        return accepted;
    }

    private static byte[] PlanOf(int protocol, string address, byte[] tag, int channels, int decimals)
    {
        var cbor = new CborWriter(new byte[1024]);
        cbor.WriteArray(6);
        cbor.WriteUInt(2);
        cbor.WriteUInt(1);
        cbor.WriteUInt(900);
        cbor.WriteUInt(0);
        cbor.WriteArray(1);
        cbor.WriteArray(3);
        cbor.WriteUInt((ulong)protocol);
        cbor.WriteArray(1);
        cbor.WriteArray(2);
        cbor.WriteBytes(tag, 0, tag.Length);
        cbor.WriteArray(channels);
        for (var i = 0; i < channels; i++)
        {
            cbor.WriteArray(2);
            cbor.WriteText("1-0:1.8.0");
            cbor.WriteUInt((ulong)decimals);
        }
        cbor.WriteArray(0);
        cbor.WriteArray(1);
        cbor.WriteArray(6);
        cbor.WriteUInt(0);
        cbor.WriteText(address);
        cbor.WriteUInt(0);
        cbor.WriteUInt(9600);
        cbor.WriteUInt(2);
        cbor.WriteUInt(0);
        return cbor.Buffer[..cbor.Position];
    }
}
