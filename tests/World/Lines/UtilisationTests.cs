using Wattline.Firmware.Storage;
using Wattline.Tests.Bench;
using Xunit;

namespace Wattline.Tests.World.Lines;

/// <summary>What the bench prints, held: simulated time, so the machine does not matter.</summary>
public sealed class UtilisationTests
{
    public static TheoryData<int, int, string> Loads
    {
        get
        {
            var loads = new TheoryData<int, int, string>();
            foreach (var meters in new[] { 32, 200 })
                foreach (var baud in new[] { 2400, 9600 })
                    foreach (var reads in new[] { "one", "block", "blocks" })
                        loads.Add(meters, baud, reads);
            return loads;
        }
    }

    [Theory]
    [MemberData(nameof(Loads))]
    public void A_line_is_used_to_97_percent_of_what_its_wire_carries(int meters, int baud, string reads)
    {
        var load = new LineLoad { Meters = meters, Baud = baud, Reads = ReadsOf(reads) };
        var rig = new LineRig(load);

        Assert.InRange(load.LimitOf(meters) / Mean(rig), 0.97, 1);
    }

    [Theory]
    [InlineData("modbus", 9600, 60)]
    [InlineData("modbus", 19200, 60)]
    [InlineData("modbus", 115200, 60)]
    [InlineData("mbus", 2400, 20)]
    [InlineData("mbus", 9600, 20)]
    [InlineData("cjt188", 2400, 20)]
    public void So_is_a_line_of_another_protocol_with_the_pauses_that_its_standard_demands(string protocol, int baud, int delay)
    {
        LineKind kind = protocol switch { "modbus" => new LineKind.Modbus(20), "mbus" => new LineKind.MBus(), _ => new LineKind.Cjt188() };
        var load = new LineLoad { Meters = 32, Baud = baud, Kind = kind, AnswerDelayMilliseconds = delay };

        Assert.InRange(load.LimitOf(32) / Mean(new LineRig(load)), 0.97, 1);
    }

    [Theory]
    [InlineData(2400, "one")]
    [InlineData(2400, "blocks")]
    [InlineData(9600, "one")]
    [InlineData(9600, "blocks")]
    public void Ten_dead_of_32_take_at_most_15_percent_from_the_living(int baud, string reads)
    {
        var load = new LineLoad { Meters = 32, Dead = 10, Baud = baud, Reads = ReadsOf(reads) };
        var alone = Mean(new LineRig(load with { Meters = 22, Dead = 0 }));
        var rig = new LineRig(load);

        Assert.InRange(1 - (alone / Mean(rig)), 0, 0.15);
        // Those that come back are read again at once, and those that die anew are found out in one slot.
        rig.Kill(false);
        Mean(rig);
        rig.Kill(true);
        rig.RoundSeconds();
        Assert.InRange(1 - (alone / Mean(rig)), 0, 0.15);
    }

    [Theory]
    [InlineData(120)]
    [InlineData(250)]
    [InlineData(350)]
    [InlineData(480)]
    public void Meters_that_become_slower_within_the_standard_are_all_read_in_their_slot_and_soon_at_their_own_speed(int delay)
    {
        var load = new LineLoad { Meters = 32, Baud = 2400, Reads = LineLoad.OneRegister };
        var rig = new LineRig(load);
        Mean(rig);
        rig.Slow(delay);
        Mean(rig);

        Assert.InRange((load with { AnswerDelayMilliseconds = delay }).LimitOf(32) / rig.RoundSeconds(), 0.97, 1);
    }

    [Fact]
    public void A_poll_allocates_nothing()
    {
        var rig = new LineRig(new LineLoad { Meters = 32, Dead = 3, Baud = 9600, Reads = LineLoad.FourBlocks }, static clock =>
        {
            var journal = new FlashJournal(new PlainFlash(16, 16 * 1024), new QuietPorts(), clock);
            journal.Open(0);
            return journal;
        });
        Mean(rig);
        var before = rig.Allocated;
        Mean(rig);

        Assert.Equal(0, rig.Allocated - before);
    }

    [Fact]
    public void Eight_megabytes_hold_200_meters_of_five_registers_for_ten_days()
    {
        // WATTLINE_JOURNAL_DAYS runs as many days; without it some hours tell how fast it fills.
        var slots = Environment.GetEnvironmentVariable("WATTLINE_JOURNAL_DAYS") is { } text ? JournalDays.SlotsOfDay * int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : 12;
        FlashJournal journal = null!;
        var rig = new LineRig(JournalDays.Load, clock =>
        {
            journal = new FlashJournal(new PlainFlash(128, 64 * 1024), new QuietPorts(), clock);
            journal.Open(0);
            return journal;
        });
        var days = JournalDays.Run(rig, journal, slots);

        TestContext.Current.SendDiagnosticMessage($"{days} days, {journal.Written:N0} bytes and {journal.Overwritten} overwritten after {slots} slots");
        // What it says is so: as long as it says, nothing is overwritten, and in the day after it something is.
        Assert.InRange(days, 10, 14);
        Assert.Equal(slots <= days * JournalDays.SlotsOfDay, journal.Overwritten == 0);
    }

    private static LineRead[] ReadsOf(string name) => name switch { "one" => LineLoad.OneRegister, "block" => LineLoad.Block, _ => LineLoad.FourBlocks };

    private static double Mean(LineRig rig) => (rig.RoundSeconds() + rig.RoundSeconds() + rig.RoundSeconds()) / 3;
}
