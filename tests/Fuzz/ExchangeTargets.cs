using Wattline.Firmware.Meters;
using Wattline.Firmware.Ports;
using Wattline.Simulators.Meters;
using Wattline.Simulators.Meters.Dlt645;
using Wattline.Simulators.Meters.Load;
using Wattline.Tests.Shared.Vectors;
using Xunit;

namespace Wattline.Tests.Fuzz;

/// <summary>Whole exchanges: anything as an answer to the master, anything as a request to the simulated meter.</summary>
internal static class ExchangeTargets
{
    private const long Hour = 3_600_000_000;

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("firmware dlt645 master", Frames("dlt645-2007", "response"), JudgeMaster, MeterTargets.RepairDlt645),
        new("simulated meter dlt645-2007", Frames("dlt645-2007", "request"), bytes => JudgeMeter(bytes, MeterProtocol.Dlt2007), MeterTargets.RepairDlt645),
        new("simulated meter dlt645-1997", Frames("dlt645-1997", "request"), bytes => JudgeMeter(bytes, MeterProtocol.Dlt1997), MeterTargets.RepairDlt645),
    ];

    private static List<byte[]> Frames(string protocol, string direction) =>
        [.. VectorFile.Load(protocol).Where(v => v.Valid && v.Direction == direction && v.Kind == "frame").SelectMany(v => v.Frames)];

    /// <summary>The question is the one that the first good frame answers: the exchange ends in its time, and no frame is no answer.</summary>
    private static bool JudgeMaster(byte[] bytes)
    {
        var said = Dlt645Parser.Parse(bytes).Frame;
        byte[] data = said?.Data.ToArray() ?? [];
        byte[] address = new byte[6];
        if (said is not null)
        {
            address = [.. Convert.FromHexString(said.Address).Reverse()];
        }

        var request = new Dlt645Request();
        if (said is null || ((said.Control & 0x1F) is 0x11 or 0x12 && data.Length >= 4))
        {
            request.Read(data.Length < 4 ? 0x00010000 : BitConverter.ToUInt32(data), 200);
        }
        else
        {
            request.Raw(said.Control & 0x1F, data, 0, Math.Min(data.Length, Dlt645Limits.PayloadMax), 0);
        }

        var line = new LateLine(bytes);
        var master = new Dlt645Master(line);
        if (!master.Begin(address, 0, request, 2400, now: 0))
        {
            Assert.Equal(Dlt645Outcome.Forbidden, master.Outcome);
            Assert.False(line.Written);
            return false;
        }

        long now = 0;
        for (; master.Busy; now += 37)
        {
            Assert.True(now < 120_000, "the exchange does not end");
            line.Now = now;
            master.Step(now);
        }

        Assert.InRange(master.PayloadLength, 0, Dlt645Limits.AssembledMax);
        Assert.InRange(master.Outcome, Dlt645Outcome.Answered, Dlt645Outcome.Sent);
        bool answered = master.Outcome is Dlt645Outcome.Answered or Dlt645Outcome.Refused;
        Assert.True(!answered || said is not null, "an answer without a good frame");
        return answered || (said is not null && (said.Control & 0x3F) is 0x12 or 0x31 or 0x32); // A part alone has no beginning, or no end.
    }

    /// <summary>Whatever a meter hears, it answers with a good frame of its own or not at all, and can be asked afterwards.</summary>
    private static bool JudgeMeter(byte[] bytes, MeterProtocol protocol)
    {
        var said = Dlt645Parser.Parse(bytes).Frame;
        string address = said is not null && said.Address.All(char.IsAsciiDigit) ? said.Address : "000000000161";
        var meter = new SimulatedMeter(
            new MeterSettings { Address = address, Protocol = protocol, Passwords = new Dictionary<byte, string> { [0] = "000000", [2] = "000000" } },
            new LoadProfile([500]))
        {
            KeyIsPressed = bytes.Length % 2 == 0,
        };
        meter.CatchUp(30 * Hour);
        bool answered = Judge(meter, meter.Hear(bytes, 30 * Hour));
        meter.PowerOff(31 * Hour);
        meter.PowerOn(60 * Hour);
        Judge(meter, meter.Hear(bytes, 61 * Hour));
        Assert.True(meter.RegisterAt(61 * Hour).Total >= 0);
        return answered || said is { Address: "999999999999" } || said?.Control is 0x08 or 0x15;
    }

    private static bool Judge(SimulatedMeter meter, MeterAnswer? answer)
    {
        if (answer is not { } given)
        {
            return false;
        }

        var parse = Dlt645Parser.Parse(given.Bytes.Span);
        Assert.Equal(FrameVerdict.Good, parse.Verdict);
        Assert.Equal(meter.Address, parse.Frame!.Address);
        Assert.True((parse.Frame.Control & 0x80) != 0 && parse.Frame.Data.Length <= MeterLimits.DataBytesMax);
        return true;
    }

    /// <summary>A line on which the bytes arrive a while after the first question, in pieces.</summary>
    private sealed class LateLine(byte[] bytes) : ISerialLine
    {
        private int _given;

        public long Now { get; set; }

        public bool Written { get; private set; }

        public void Configure(int baud, int parity, int stopBits)
        {
        }

        public void Write(byte[] buffer, int offset, int count) => Written = true;

        public int Read(byte[] buffer, int offset, int count)
        {
            // Nine characters in 37 ms at 2400 baud, from 120 ms on.
            int arrived = Now < 120 ? 0 : (int)Math.Min(bytes.Length, (Now - 120) / 4);
            int taken = Math.Min(count, arrived - _given);
            if (taken <= 0)
            {
                return 0;
            }

            Array.Copy(bytes, _given, buffer, offset, taken);
            _given += taken;
            return taken;
        }
    }
}
