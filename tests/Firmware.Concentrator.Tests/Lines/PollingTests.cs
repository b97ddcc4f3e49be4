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
    public void Point_3_a_dead_meter_is_explained_at_the_windows_end_and_starves_nobody()
    {
        var cabinet = Living(10, Energy, Voltage);
        var living = cabinet.Meter;
        cabinet.Meter = (address, identifier) => address == Cabinet.Address(3) ? null : living(address, identifier);
        cabinet.Run(15_000);
        Assert.Equal(9, cabinet.Machine.MetersEntered);

        cabinet.Run(Slot - 15_000);

        var dead = Assert.Single(cabinet.Entries(), e => e.Slot == 0 && e.Cause != Cause.Valid);
        Assert.Equal((3, Cause.Silent, 0L, 0), (dead.Meter, dead.Cause, dead.Offset, dead.Values.Length));
        Assert.InRange(cabinet.Line.Requests.Count, 240, 300); // One try of it a sweep, a sweep in 3.6 s.
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
    [InlineData("other data")]
    [InlineData("other function")]
    public void Answers_that_are_never_whole_are_noise(string fault)
    {
        var cabinet = Living(1, Energy);
        cabinet.Meter = (_, _) => fault == "digit" ? "0A000000" : "01000000";
        cabinet.Distort = hex => fault switch
        {
            "checksum" => hex[..^4] + "0016",
            "end" => hex[..^2] + "17",
            "cut" => hex[..^6],
            "other data" => Dlt645ScannerTests.Build(Cabinet.Address(0), 0x91, "00000200" + "00010000", 4),
            "other function" => Dlt645ScannerTests.Build(Cabinet.Address(0), 0x93, "00000100" + "00010000", 4),
            _ => hex,
        };
        cabinet.Run(Slot);

        var entry = Assert.Single(cabinet.Entries());
        Assert.Equal((Cause.Noise, 0), (entry.Cause, entry.Values.Length));
    }

    [Fact]
    public void Values_of_another_length_are_refused_data()
    {
        var cabinet = Living(1, Energy, Voltage);
        cabinet.Meter = (_, identifier) => identifier == Energy ? "00010000" : "012200";
        cabinet.Run(10_000);

        var entry = Assert.Single(cabinet.Entries());
        Assert.Equal((Cause.Refused, 100L, null), (entry.Cause, entry.Values[0], entry.Values[1]));
    }

    [Theory]
    [InlineData(5, Cause.Noise)]
    [InlineData(50, Cause.Silent)] // A burst now and then: the meter is dead.
    public void Noise_explains_the_silence_of_damaged_requests(int every, int cause)
    {
        var cabinet = Living(1, Energy);
        var asked = 0;
        cabinet.Meter = (_, _) => ++asked % every == 0 ? "01000000" : null;
        cabinet.Distort = hex => hex[..^4] + "0016";
        cabinet.Run(Slot);

        Assert.Equal(cause, Assert.Single(cabinet.Entries()).Cause);
    }

    [Fact]
    public void A_meter_that_ignores_one_identifier_gives_all_the_others()
    {
        var cabinet = Living(1, 0x00010000, 0x00010100, 0x00010200, 0x00010300, 0x00010400);
        cabinet.Meter = (_, identifier) => identifier is 0x00010100 or 0x00010300 ? null : "00010000";
        cabinet.Run(Slot);

        var entry = Assert.Single(cabinet.Entries());
        Assert.Equal([100, null, 100, null, 100], entry.Values);
        Assert.Equal(Cause.Silent, entry.Cause);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(2800)]
    public void A_slow_meter_is_read(int delay)
    {
        var cabinet = Living(1, Energy, Voltage);
        cabinet.Line.Delay = delay;
        cabinet.Tick(60_000);

        Assert.Equal(Cause.Valid, Assert.Single(cabinet.Entries()).Cause);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Point_4_the_late_answers_of_a_slow_meter_starve_no_neighbour(int meters)
    {
        const int question = 92;
        const int answer = 101;
        var cabinet = Living(meters, Energy);
        var living = cabinet.Meter;
        var spoken = long.MinValue / 2;
        cabinet.Meter = (address, identifier) =>
        {
            if (cabinet.Now < 20_000)
                return null; // No supply, while the first sweeps still ask twice.
            if (address == Cabinet.Address(0))
            {
                spoken = cabinet.Now + question + 800; // Behind the time that is waited, into the next question.
                return null;
            }

            var ends = cabinet.Now + question + (long)cabinet.Line.Delay + answer;
            return cabinet.Now < spoken + answer && ends > spoken ? null : living(address, identifier);
        };
        cabinet.Run(Slot);

        Assert.Equal(Enumerable.Range(1, meters - 1), cabinet.Entries().Where(e => e.Cause == Cause.Valid).Select(e => e.Meter).Order());
    }

    [Fact]
    public void A_late_answer_of_the_slot_before_is_not_entered_in_the_new_one()
    {
        var late = 0;
        for (var start = 0; start < 4000; start += 200)
        {
            var cabinet = Living(1, Energy);
            var living = cabinet.Meter;
            cabinet.Meter = (_, _) => null;
            cabinet.Run(start); // So that the last question goes out at another time before the window's end.
            cabinet.Restart(1);
            var end = Slot - cabinet.RealTime;
            cabinet.Meter = (address, identifier) =>
            {
                if (cabinet.Now >= end)
                    return living(address, identifier);
                if (cabinet.Now > end - 2700 && late++ >= 0)
                    cabinet.Line.Deliver(Dlt645ScannerTests.Build(Cabinet.Address(0), 0x91, "00000100" + "99000000"), end + 150);
                return null;
            };
            cabinet.Run(end);
            cabinet.Tick(10_000);
            Assert.Equal(100, cabinet.Entries().Single(e => e.Slot == 900).Values[0]);
        }

        Assert.True(late > 0);
    }

    [Fact]
    public void A_doubted_register_vouches_for_no_other_meter_in_the_next_slot()
    {
        var cabinet = new Cabinet();
        var doubted = new List<string>();
        var wrong = 0;
        cabinet.Meter = (address, _) =>
        {
            if (cabinet.Now < 5000)
                return "00010000";
            if (address == Cabinet.Address(0))
                return cabinet.Now > 10_000 && wrong++ == 0 ? doubted[^2] : "00010000";
            doubted.Add(Cabinet.Bcd(500_000 + (100_000 * (doubted.Count % 5)), 4));
            return doubted[^1];
        };
        cabinet.Line.Delay = 250;
        cabinet.TakePlan(Cabinet.Plan(1, 2, [Energy], every: 5));
        cabinet.Tick(16_000);

        Assert.True(wrong > 1);
        Assert.Equal([100, 100, 100], cabinet.Entries().Where(e => e.Meter == 0 && e.Slot <= 10).Select(e => e.Values[0]));
    }

    [Fact]
    public void A_channel_without_value_excuses_no_other()
    {
        var cabinet = new Cabinet();
        cabinet.TakePlan(Cabinet.Plan(1, 1, [0x0001FF00], channels: 2));
        cabinet.Meter = (_, _) => "00010000FFFFFFFF";
        cabinet.Run(Slot - 100);
        var answers = new Queue<string>(["00010090FFFFFFFF", "01010000FFFFFFFF"]);
        cabinet.Meter = (_, _) => answers.Dequeue();
        cabinet.Run(10_000);

        Assert.Equal([100, 101], cabinet.Entries().Select(e => e.Values[0]));
        Assert.Equal(1, cabinet.Machine.Lines[0].Doubts);
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
    public void Point_5_an_echo_a_foreign_frame_and_a_glitch_do_no_harm_and_are_counted()
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
            // The first meter answers its first question when the other meter has been asked.
            cabinet.Line.Delay = address == Cabinet.Address(0) && ++asked < 2 ? 730 : 20;
            return living(address, identifier);
        };
        cabinet.Run(10_000);

        Assert.Equal([(1, 101L), (0, 100L)], cabinet.Entries().Select(e => (e.Meter, e.Values[0]!.Value)));
        Assert.Equal(2, asked);
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
        public ulong Epoch => 1;

        public int BodyBytesMax => 16000;

        public bool IsCrowded => false;

        public IRecordVisitor? GivenUp { get; set; }

        public bool IsPressed => false;

        public bool CanKeep(int key, int length) => true;

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
