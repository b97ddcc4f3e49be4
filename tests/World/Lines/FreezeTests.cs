using Wattline.Simulators.Meters.Memory;
using Xunit;

namespace Wattline.Tests.World.Lines;

public sealed class FreezeTests
{
    private const uint Energy = 0x05010101;

    [Fact]
    public void All_meters_of_a_line_freeze_at_one_instant_and_what_they_froze_is_read()
    {
        var rig = new SearchRig(1);
        var meters = Enumerable.Range(1, 40).Select(i => rig.Add($"2026{i:D8}", baud: i % 2 == 0 ? 9600 : 2400, isPlanned: true)).ToList();
        rig.Read(300);
        rig.Run(100);
        var (state, _, frozen, end) = rig.Freeze(Energy, 290);

        Assert.Equal(3, state);
        Assert.Equal((40L, 40L), (end!.Value.Asked, end.Value.Dated));
        Assert.Equal(meters.Select(static meter => meter.Address), frozen.Select(static one => one.Address));
        var instants = meters.Select(static meter => meter.Frozen(FreezeKind.Instant).Single().Micros).ToList();
        // At two speeds in two frames, within half a second.
        Assert.InRange(instants.Max() - instants.Min(), 0, 500_000);
        foreach (var (meter, one) in meters.Zip(frozen))
        {
            var shown = meter.RegisterAt(meter.Frozen(FreezeKind.Instant).Single().Micros);
            Assert.Equal(shown.Total, Hundredths(one.Bytes!));
            Assert.InRange(one.Stamp!.Value - end.Value.At, -60, 0);
        }
    }

    [Fact]
    public void What_a_meter_froze_at_another_time_is_not_taken_for_it()
    {
        var rig = new SearchRig(1);
        var deaf = rig.Add("202600000001", isPlanned: true);
        rig.Add("202600000002", isPlanned: true);
        var wrong = rig.Add("202600000003", isPlanned: true);
        var dead = rig.Add("202600000004", isPlanned: true);
        rig.Read(300);
        rig.Run(100);
        rig.Freeze(Energy, 700);
        // It does not hear the second freeze: it is away, and back before it is asked.
        deaf.IsDead = true;
        rig.After(1, () => deaf.IsDead = false);
        wrong.SetClock(wrong.ClockShows(rig.NowMicros).AddMinutes(20), rig.NowMicros);
        dead.IsDead = true;
        var (_, _, frozen, end) = rig.Freeze(Energy, 290);

        Assert.Equal(["not_obeyed", null, "not_obeyed", "silent"], frozen.Select(static one => one.Why));
        Assert.Equal((4L, 1L), (end!.Value.Asked, end.Value.Dated));
    }

    [Fact]
    public void A_second_freeze_soon_after_is_refused_and_so_is_any_other_record()
    {
        var rig = new SearchRig(1);
        var meter = rig.Add("202600000001", isPlanned: true);
        rig.Read(300);
        rig.Run(100);
        rig.Freeze(Energy, 100);

        Assert.Equal((7, "busy"), rig.Freeze(Energy, 100) is var (state, reason, _, _) ? (state, reason) : default);
        foreach (var other in new uint[] { 0x05060101, 0x05010001, 0x05010102, 0x00010000 })
            Assert.Equal((7, "malformed"), rig.Freeze(other, 100) is var (refused, why, _, _) ? (refused, why) : default);
        Assert.Single(meter.Frozen(FreezeKind.Instant));
    }

    private static long Hundredths(string bytes) => long.Parse(string.Concat(Convert.FromHexString(bytes[..8]).Reverse().Select(static part => part.ToString("X2", System.Globalization.CultureInfo.InvariantCulture))), System.Globalization.CultureInfo.InvariantCulture);
}
