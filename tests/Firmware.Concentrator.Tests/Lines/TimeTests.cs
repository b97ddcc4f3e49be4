using Wattline.Firmware.Lines;
using Xunit;

namespace Wattline.Tests.Firmware.Concentrator.Lines;

public sealed class TimeTests
{
    private const uint Energy = 0x00010000;
    private const long Slot = 900_000;

    [Fact]
    public void A_week_without_the_time_is_read_in_windows_of_the_uptime_and_the_time_is_told_first()
    {
        var cabinet = Living(2);
        cabinet.Run(10_000);
        cabinet.IsValid = false;
        cabinet.Restart(100_000);
        cabinet.Run(7 * 96 * Slot);
        cabinet.Machine.OnTime(cabinet.UnixMilliseconds);
        cabinet.Run(2 * Slot);

        var undated = cabinet.Undated();
        Assert.Equal(Enumerable.Range(0, 7 * 96).SelectMany(n => new[] { n * Slot, n * Slot }), undated.Where(e => e.Cause == Cause.Valid).Select(e => e.Began!.Value).Take(7 * 96 * 2));
        Assert.All(undated.Where(e => e.Cause == Cause.Valid), e => Assert.InRange(e.Offset, 0, 1000));
        var told = Assert.Single(cabinet.Events(), e => e.StartsWith("clock ", StringComparison.Ordinal)).Split(' ');
        Assert.Equal(((7L * 96 * Slot) + 110_000 + (Cabinet.Midnight * 1000)).ToString(System.Globalization.CultureInfo.InvariantCulture), told[3]);
        Assert.Equal("-1", told[2]);

        // All slots without the time are explained, and those behind it are read.
        Assert.All(cabinet.Entries().Where(e => e.Slot > 900 && e.Slot < 7 * 86400), e => Assert.Equal(Cause.NoClock, e.Cause));
        Assert.Contains(cabinet.Entries(), e => e is { Slot: (7 * 86400) + 900, Cause: Cause.Valid });
    }

    [Theory]
    [InlineData(3 * 3_600_000L)]
    [InlineData(-2 * 86_400_000L)]
    [InlineData(400 * 86_400_000L)]
    [InlineData(-30_000L)]
    public void A_clock_that_jumps_is_set_right_by_the_uptime_and_told(long jump)
    {
        var cabinet = Living(2);
        cabinet.Run(Slot + 100_000);
        cabinet.JumpClock(jump);
        cabinet.Run(4 * Slot);

        Assert.Equal(
            Enumerable.Range(0, 6).SelectMany(n => new[] { (n * 900L, 0), (n * 900L, 1) }),
            cabinet.Entries().Select(e => (e.Slot, e.Meter)).Order().Take(12));
        Assert.All(cabinet.Entries(), e => Assert.Equal(Cause.Valid, e.Cause));
        var told = Assert.Single(cabinet.Events(), e => e.StartsWith("clock", StringComparison.Ordinal)).Split(' ').Skip(1).Select(long.Parse).ToArray();
        Assert.Equal(jump, told[1] - told[2]);
        Assert.Equal(told[0] + (Cabinet.Midnight * 1000), told[2]);
    }

    [Fact]
    public void A_clock_that_does_not_keep_what_it_is_set_to_changes_no_slot()
    {
        var cabinet = Living(1);
        for (var i = 0; i < 20; i++)
        {
            cabinet.JumpClock(i % 2 == 0 ? 7_200_000 : -9_000_000);
            cabinet.Run(Slot / 4);
        }

        Assert.Equal(Enumerable.Range(0, 5).Select(n => n * 900L), cabinet.Entries().Select(e => e.Slot));
        Assert.All(cabinet.Entries(), e => Assert.Equal(Cause.Valid, e.Cause));
    }

    [Fact]
    public void A_clock_that_loses_its_time_while_the_device_runs_is_told_with_what_it_was()
    {
        var cabinet = Living(1);
        cabinet.Run(Slot + 100_000);
        cabinet.IsValid = false;
        cabinet.Run(2 * Slot);

        var told = Assert.Single(cabinet.Events(), e => e.StartsWith("clock", StringComparison.Ordinal)).Split(' ').Skip(1).Select(long.Parse).ToArray();
        Assert.Equal((told[0] + (Cabinet.Midnight * 1000), -1), (told[1], told[2]));
        Assert.Equal([2 * Slot, 3 * Slot], cabinet.Undated().Select(e => e.Began!.Value));
        Assert.Equal([0, 900], cabinet.Entries().Select(e => e.Slot));
    }

    [Fact]
    public void The_gateways_correction_is_told_with_before_and_after()
    {
        var cabinet = Living(1);
        cabinet.Run(100_000);
        cabinet.Machine.OnTime(cabinet.UnixMilliseconds + 60_000);
        cabinet.Run(1000);

        Assert.Contains($"clock 100000 {(Cabinet.Midnight * 1000) + 100_000} {(Cabinet.Midnight * 1000) + 160_000}", cabinet.Events());
    }

    [Fact]
    public void A_time_that_comes_long_after_the_last_step_is_tied_to_the_uptime_of_its_own_moment()
    {
        var cabinet = Living(1);
        cabinet.IsValid = false;
        cabinet.Restart(1000);
        cabinet.Run(30_000);
        cabinet.Sleep(400_000); // The board has nothing to do; the message wakes it.
        cabinet.Machine.OnTime(cabinet.UnixMilliseconds);
        cabinet.Run(2 * Slot);

        var told = Assert.Single(cabinet.Events(), e => e.StartsWith("clock", StringComparison.Ordinal)).Split(' ').Skip(1).Select(long.Parse).ToArray();
        Assert.Equal((430_000, -1, (Cabinet.Midnight * 1000) + 431_000), (told[0], told[1], told[2]));
        Assert.Equal(cabinet.RealTime + (Cabinet.Midnight * 1000), cabinet.UnixMilliseconds);
    }

    [Fact]
    public void What_is_told_of_the_time_survives_a_flash_that_refuses()
    {
        var cabinet = Living(1);
        cabinet.Run(100_000);
        cabinet.Journal.Refuses = true;
        cabinet.Machine.OnTime(cabinet.UnixMilliseconds + 60_000);
        cabinet.Run(5000);
        cabinet.Journal.Refuses = false;
        cabinet.Run(5000);

        Assert.Single(cabinet.Events(), e => e.StartsWith("clock", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_starts_without_the_time_the_last_that_brings_it_tells_them_all_to_have_had_none()
    {
        var cabinet = Living(1);
        cabinet.Run(10_000);
        cabinet.IsValid = false;
        for (var i = 0; i < 3; i++)
        {
            cabinet.Restart(100_000);
            cabinet.Run(2 * Slot);
        }

        cabinet.Machine.OnTime(cabinet.UnixMilliseconds);
        cabinet.Run(2 * Slot);
        cabinet.Restart(3 * Slot);
        cabinet.Run(Slot);

        var causes = cabinet.Entries().ToDictionary(e => e.Slot / 900, e => e.Cause);
        Assert.All(Enumerable.Range(1, 5), slot => Assert.Equal(Cause.NoClock, causes[slot]));
        Assert.Equal([Cause.Valid, Cause.Valid], new[] { causes[6], causes[7] });
        Assert.All(Enumerable.Range(9, 2), slot => Assert.Equal(Cause.ConcentratorDown, causes[slot]));
    }

    [Fact]
    public void A_clock_that_went_back_while_the_device_was_off_is_not_believed_until_it_is_set()
    {
        var cabinet = Living(1);
        cabinet.Run((4 * Slot) + 100_000);
        cabinet.JumpClock(-2 * 3_600_000);
        cabinet.Restart(1000);
        cabinet.Run(2 * Slot);

        // Nothing is entered under a slot that is over, and what is read meanwhile waits for its date.
        Assert.Equal([0, 900, 1800, 2700, 3600], cabinet.Entries().Select(e => e.Slot));
        Assert.Equal([0, Slot], cabinet.Undated().Where(e => e.Cause == Cause.Valid).Select(e => e.Began!.Value));
        cabinet.Machine.OnTime((Cabinet.Midnight * 1000) + cabinet.RealTime);
        cabinet.Run(Slot);
        Assert.Equal("-1", Assert.Single(cabinet.Events(), e => e.StartsWith("clock", StringComparison.Ordinal)).Split(' ')[2]);
        Assert.Equal([0, 900, 1800, 2700, 3600, 4500, 5400, 6300], cabinet.Entries().Select(e => e.Slot));
    }

    private static Cabinet Living(int meters)
    {
        var cabinet = new Cabinet { Meter = (_, _) => "00010000" };
        cabinet.TakePlan(Cabinet.Plan(1, meters, [Energy]));
        return cabinet;
    }
}
