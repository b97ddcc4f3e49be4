using Wattline.Firmware.Commands;
using Xunit;

namespace Wattline.Tests.Firmware.Concentrator.Commands;

/// <summary>Reads, clocks, frames, plans and restarts.</summary>
public sealed class OtherCommandTests
{
    private readonly CommandRig _rig = new();

    [Fact]
    public void What_is_read_comes_as_the_meter_gave_it()
    {
        _rig.Take(_rig.Make(1, CommandType.ReadNow, CommandRig.Cbor(static w =>
        {
            w.WriteArray(2);
            w.WriteUInt(0x00010000);
            w.WriteUInt(0x00020000);
        }), 5));
        _rig.Run(20_000);
        Assert.Equal(["1 accepted", "1 pending", "1 done"], _rig.Results());
        // [00010000H, 4 bytes], [00020000H, null, "meter_refused"]
        Assert.Equal("821A000100004456341200" + "831A00020000F66D" + Convert.ToHexString("meter_refused"u8), _rig.Last(1).Data);
    }

    [Fact]
    public void A_range_is_read_in_parts()
    {
        _rig.Take(_rig.Make(1, CommandType.ReadRange, CommandRig.Cbor(static w =>
        {
            w.WriteArray(2);
            w.WriteUInt(0x05060100);
            w.WriteUInt(62);
        }), 5));
        _rig.Run(60_000);
        Assert.Equal(62, _rig.Line.Requests.Count);
        Assert.Equal("done", _rig.Last(1).State);
        Assert.Contains("1 pending", _rig.Results().Skip(2));
    }

    [Fact]
    public void A_clock_is_set_in_the_meters_own_time_and_read_back()
    {
        var argument = CommandRig.Cbor(w =>
        {
            w.WriteArray(2);
            w.WriteBytes(_rig.Rights, 0, 8);
            w.WriteInt(480);
        });
        _rig.Take(_rig.Make(1, CommandType.SetClock, argument, 5));
        _rig.Run(20_000);
        Assert.Equal(["1 accepted", "1 pending", "1 done", "1 verified"], _rig.Results());
        Assert.Equal("00010326", _rig.Meter.Date); // A Sunday, the 1st of March 2026.
        Assert.EndsWith("20", _rig.Meter.Time, StringComparison.Ordinal);
        _rig.Meter.Password[1] = 0;
        _rig.Take(_rig.Make(2, CommandType.SetClock, argument, 6));
        _rig.Run(20_000);
        Assert.Equal("password", _rig.Last(2).Reason);
    }

    [Fact]
    public void A_plan_that_came_signed_is_verified_when_it_is_in_use()
    {
        var plan = Lines.Cabinet.Plan(3, 1, [0x00010000]);
        _rig.Take(_rig.Make(1, CommandType.ChangePlan, CommandRig.Cbor(w => w.WriteBytes(plan, 0, plan.Length)), 5, ofMeter: false, expires: _rig.UnixMilliseconds + 3_600_000));
        _rig.Run(1_000_000);
        Assert.Equal("verified", _rig.Last(1).State);
        Assert.Equal(3, _rig.Machine.PlanVersion);
        _rig.Take(_rig.Make(2, CommandType.ChangePlan, CommandRig.Cbor(static w => w.WriteBytes([0x80], 0, 1)), 6, ofMeter: false));
        _rig.Run(10_000);
        Assert.Equal(("refused", "plan"), (_rig.Last(2).State, _rig.Last(2).Reason));
    }

    [Fact]
    public void A_restart_is_proved_by_the_start_after_it_and_done_once()
    {
        var reboot = _rig.Make(1, CommandType.Reboot, CommandRig.Cbor(static w => w.WriteNull()), 5, ofMeter: false);
        _rig.Take(reboot);
        _rig.Run(10_000);
        Assert.Equal(1, _rig.Restarts);
        _rig.Cut();
        _rig.Take(reboot);
        _rig.Run(10_000);
        Assert.Equal("verified", _rig.Last(1).State);
        Assert.Equal(1, _rig.Restarts);
    }

    [Fact]
    public void Commands_go_before_the_reads_of_the_plan()
    {
        var plan = Lines.Cabinet.Plan(3, 40, [0x00010000, 0x02010100]);
        _rig.Machine.OnPlan(plan, 0, plan.Length);
        _rig.Run(10_000);
        _rig.Order(1, CommandType.Trip, 5);
        var before = _rig.Line.Requests.Count;
        _rig.Run(8_000);
        Assert.Equal("verified", _rig.Last(1).State);
        // At most the question that was on the wire goes first.
        Assert.InRange(_rig.Line.Requests.FindIndex(before, static request => request[8] == 0x11 && request[10] == 0x36 && request[13] == 0x37) - before, 0, 1);
    }
}
