using Wattline.Firmware;
using Wattline.Firmware.Lines;
using Wattline.Firmware.Ports;
using Wattline.Firmware.Storage;
using Wattline.Tests.Firmware.Concentrator.Meters;
using Xunit;

namespace Wattline.Tests.Firmware.Concentrator.Lines;

public sealed class PollingTests
{
    private const uint Energy = 0x00010000;
    private const uint Voltage = 0x02010100;
    private const long Slot = 900_000;

    [Fact]
    public void Every_meter_is_entered_once_a_slot_and_energies_are_read_first()
    {
        var cabinet = Living(3, Energy, Voltage);
        cabinet.Run((2 * Slot) - 1);

        var entries = cabinet.Entries();
        Assert.Equal([(0, 0), (0, 1), (0, 2), (900, 0), (900, 1), (900, 2)],
            entries.Select(e => ((int)e.Slot, e.Meter)).Order());
        Assert.All(entries, e => Assert.Equal((Cause.Valid, 100L + e.Meter, 2201L), (e.Cause, e.Values[0]!.Value, e.Values[1]!.Value)));
        Assert.All(entries, e => Assert.InRange(e.Offset, 200, 3000));
        Assert.Equal([0x33, 0x33, 0x33, 0x34, 0x34, 0x34], cabinet.Line.Requests.Take(6).Select(r => r[11]));
        Assert.Equal(["boot 1 0.1.0", "plan 1 1"], cabinet.Events());
    }

    [Fact]
    public void A_dead_meter_is_explained_at_the_windows_end_and_starves_nobody()
    {
        var cabinet = Living(10, Energy, Voltage);
        var living = cabinet.Meter;
        cabinet.Meter = (address, identifier) => address == Cabinet.Address(3) ? null : living(address, identifier);
        cabinet.Run(15_000);
        Assert.Equal(9, cabinet.Machine.MetersEntered);

        cabinet.Run(Slot - 15_000);

        var dead = Assert.Single(cabinet.Entries(), e => e.Slot == 0 && e.Cause != Cause.Valid);
        Assert.Equal((3, Cause.Silent, 0L, 0), (dead.Meter, dead.Cause, dead.Offset, dead.Values.Length));
        Assert.InRange(cabinet.Line.Requests.Count, 60, 80); // One try of it a sweep, a sweep in 20 s.
    }

    [Fact]
    public void A_meter_that_comes_back_in_the_window_is_read()
    {
        var cabinet = Living(2, Energy);
        var living = cabinet.Meter;
        cabinet.Meter = (_, _) => null;
        cabinet.Run(300_000);
        cabinet.Meter = living;
        cabinet.Run(Slot - 300_001);

        Assert.Equal([Cause.Valid, Cause.Valid], cabinet.Entries().Select(e => e.Cause));
        Assert.All(cabinet.Entries(), e => Assert.InRange(e.Offset, 300_000, 325_000));
    }

    [Theory]
    [InlineData("checksum")]
    [InlineData("end")]
    [InlineData("cut")]
    [InlineData("digit")]
    [InlineData("length")]
    public void Answers_that_are_never_whole_are_noise(string fault)
    {
        var cabinet = Living(1, Energy);
        cabinet.Meter = (_, _) => fault == "digit" ? "0A000000" : fault == "length" ? "000000" : "01000000";
        cabinet.Distort = hex => fault switch
        {
            "checksum" => hex[..^4] + "0016",
            "end" => hex[..^2] + "17",
            "cut" => hex[..^6],
            _ => hex,
        };
        cabinet.Run(Slot);

        var entry = Assert.Single(cabinet.Entries());
        Assert.Equal((Cause.Noise, 0), (entry.Cause, entry.Values.Length));
    }

    [Fact]
    public void Refused_and_absent_values_are_told_apart_and_the_rest_is_given()
    {
        var cabinet = Living(2, Energy, Voltage);
        cabinet.Meter = (address, identifier) => identifier == Energy ? "00010000" : address == Cabinet.Address(0) ? "D1" : "FFFF";
        cabinet.Run(10_000);

        Assert.Equal(
            [(0, Cause.Refused, (long?)100, (long?)null), (1, Cause.NoValue, 100, null)],
            cabinet.Entries().OrderBy(e => e.Meter).Select(e => (e.Meter, e.Cause, e.Values[0], e.Values[1])));
    }

    [Fact]
    public void A_meter_that_answers_some_reads_only_is_entered_once_with_what_it_gave()
    {
        var cabinet = Living(1, Energy, Voltage);
        cabinet.Meter = (_, identifier) => identifier == Energy ? "00010000" : null;
        cabinet.Run(Slot + 1000);

        var entry = Assert.Single(cabinet.Entries(), e => e.Slot == 0);
        Assert.Equal((Cause.Silent, 100L, null), (entry.Cause, entry.Values[0], entry.Values[1]));
        Assert.InRange(entry.Offset, 1, 1000);
    }

    [Fact]
    public void An_echo_a_foreign_frame_and_a_glitch_do_no_harm_and_are_counted()
    {
        var cabinet = Living(2, Energy);
        cabinet.Distort = hex => "00FEFE681290785634126811043333343368" + "16"
            + "68129078563412689108333334338967453354" + "16" + hex + "00";
        cabinet.Run(5000);

        Assert.Equal([Cause.Valid, Cause.Valid], cabinet.Entries().Select(e => e.Cause));
        Assert.Equal(2, cabinet.Machine.Lines[0].Rejects[Wattline.Firmware.Meters.Dlt645Reject.Foreign]);
        Assert.Equal(2, cabinet.Machine.Lines[0].Rejects[Wattline.Firmware.Meters.Dlt645Reject.Echo]);
    }

    [Fact]
    public void A_late_answer_is_not_taken_for_the_next_question()
    {
        var cabinet = Living(2, Energy);
        var living = cabinet.Meter;
        var asked = 0;
        cabinet.Meter = (address, identifier) =>
        {
            // The first meter answers its second question when the other meter has been asked.
            var late = address == Cabinet.Address(0) && ++asked < 3;
            cabinet.Line.Delay = late ? 730 : 20;
            return late && asked == 1 ? null : living(address, identifier);
        };
        cabinet.Run(10_000);

        Assert.Equal([(1, 101L), (0, 100L)], cabinet.Entries().Select(e => (e.Meter, e.Values[0]!.Value)));
        Assert.Equal(3, asked);
        Assert.Equal(1, cabinet.Machine.Lines[0].Rejects[Wattline.Firmware.Meters.Dlt645Reject.Late]);
    }

    [Fact]
    public void A_register_that_jumps_is_read_again_before_it_is_believed()
    {
        var cabinet = Living(1, Energy);
        long[] answers = [1000, 1001, 901001, 1002, 500, 500, 500];
        var asked = 0;
        cabinet.Meter = (_, _) => Cabinet.Bcd(answers[Math.Min(asked++, answers.Length - 1)], 4);
        cabinet.Run((4 * Slot) + 5000);

        // The wrong 901001 is gone, the exchanged meter's 500 is taken as it is.
        Assert.Equal([1000, 1001, 1002, 500, 500], cabinet.Entries().Select(e => e.Values[0]));
        Assert.Equal(2, cabinet.Machine.Lines[0].Doubts);
    }

    [Fact]
    public void The_line_is_used_to_95_percent_with_a_timer_of_one_millisecond()
    {
        foreach (var (baud, limit) in new[] { (2400, 32 * (0.020 + (44 * 11 / 2400.0))), (9600, 32 * (0.020 + (44 * 11 / 9600.0))) })
        {
            var cabinet = new Cabinet { Meter = (_, _) => "00010000" };
            cabinet.TakePlan(Cabinet.Plan(1, 32, [Energy], baud: baud));
            while (cabinet.Machine.MetersEntered < 32 && cabinet.Machine.Lines[0].ReadsOk < 32)
                cabinet.Tick(1);

            Assert.InRange(limit * 1000 / cabinet.RealTime, 0.95, 1.0);
        }
    }

    [Fact]
    public void Polling_allocates_nothing()
    {
        var line = new QuietLine(16);
        var machine = new ConcentratorMachine("cabinet-1", new QuietJournal(), [line], line, null);
        machine.Start(0);
        var plan = Cabinet.Plan(1, 16, [Energy], every: 5, baud: 115200);
        machine.OnPlan(plan, 0, plan.Length);
        Step(5_000);
        var reads = machine.Lines[0].ReadsOk;
        var before = GC.GetAllocatedBytesForCurrentThread();
        Step(100_000);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
        Assert.Equal(15 * 20, machine.Lines[0].ReadsOk - reads); // Meter 0 answers broken frames only.

        void Step(long milliseconds)
        {
            for (var end = line.Now + milliseconds; line.Now < end; line.Now++)
                machine.Step(line.Now);
        }
    }

    /// <summary>Meters that answer at once, from frames made before; the first one's are broken.</summary>
    private sealed class QuietLine(int meters) : ISerialLine, IWallClock
    {
        private readonly byte[][] _answers = [.. Enumerable.Range(0, meters).Select(m => Convert.FromHexString(
            Dlt645ScannerTests.Build(Cabinet.Address(m), 0x91, "00000100" + "00010000")))];

        private byte[]? _answer;
        private long _at;

        public long Now { get; set; }

        public bool IsValid => true;

        public long UnixMilliseconds => (Cabinet.Midnight * 1000) + Now;

        public void Set(long unixMilliseconds) => Assert.Fail("It is right.");

        public void Configure(int baud, int parity, int stopBits) => _answers[0][^1] = 0x17;

        public void Write(byte[] buffer, int offset, int count)
        {
            var digits = buffer[offset + 5];
            _answer = _answers[((digits >> 4) * 10) + (digits & 0x0F)];
            _at = Now + 25;
        }

        public int Read(byte[] buffer, int offset, int count)
        {
            if (_answer is null || Now < _at)
                return 0;
            var length = _answer.Length;
            Array.Copy(_answer, 0, buffer, offset, length);
            _answer = null;
            return length;
        }
    }

    private sealed class QuietJournal : IJournal
    {
        private long _sequence;

        public long Append(int stream, byte[] body, int offset, int count, long now) => ++_sequence;

        public bool Commit() => true;

        public byte[]? GetState(int key) => null;

        public bool SetState(int key, byte[] value) => true;

        public void Visit(int stream, IRecordVisitor visitor)
        {
        }
    }

    private static Cabinet Living(int meters, params uint[] identifiers)
    {
        var cabinet = new Cabinet
        {
            Meter = (address, identifier) => identifier == Energy
                ? Cabinet.Bcd(long.Parse(address, System.Globalization.CultureInfo.InvariantCulture), 4)
                : "0122",
        };
        cabinet.TakePlan(Cabinet.Plan(1, meters, identifiers));
        return cabinet;
    }
}
