using Wattline.Firmware.Commands;
using Xunit;

namespace Wattline.Tests.Firmware.Concentrator.Commands;

/// <summary>Orders to a relay, believed by the meter's state.</summary>
public sealed class RelayCommandTests
{
    private readonly CommandRig _rig = new();

    [Fact]
    public void A_trip_is_verified_by_an_open_relay_and_no_current()
    {
        _rig.Order(1, CommandType.Trip, 5);
        _rig.Run(20_000);
        Assert.Equal(["1 accepted", "1 pending", "1 done", "1 verified"], _rig.Results());
        Assert.Equal([0x50L, 0L, null, 0L], _rig.Last(1).Facts);
        // Its own end, in the meter's time: 12:10 UTC is 20:10 at the meter.
        Assert.Equal([((byte)0x1A, "001020010326")], _rig.Meter.Orders);
    }

    [Fact]
    public void The_meters_word_alone_is_no_proof()
    {
        _rig.Meter.IsStuck = true;
        _rig.Order(1, CommandType.Trip, 5);
        _rig.Run(120_000);
        Assert.Equal(["1 accepted", "1 pending", "1 done", "1 failed not_obeyed"], _rig.Results());
    }

    [Fact]
    public void A_relay_that_is_open_while_current_flows_is_a_bypass()
    {
        _rig.Meter.IsBridged = true;
        _rig.Order(1, CommandType.Trip, 5);
        _rig.Run(120_000);
        Assert.Equal("bypass", _rig.Last(1).Reason);
        Assert.Equal(350, _rig.Last(1).Facts![1]);
    }

    [Fact]
    public void A_delayed_trip_is_waited_for()
    {
        _rig.Meter.IsDelayed = true;
        _rig.Order(1, CommandType.Trip, 5, patience: 600);
        _rig.Run(300_000);
        Assert.Equal("done", _rig.Last(1).State);
        _rig.Meter.Follow();
        _rig.Run(120_000);
        Assert.Equal("verified", _rig.Last(1).State);
        Assert.Single(_rig.Meter.Orders);
    }

    [Fact]
    public void A_meter_that_keeps_power_is_not_asked_to_trip()
    {
        _rig.Meter.KeepsPower = true;
        _rig.Order(1, CommandType.Trip, 5);
        _rig.Run(20_000);
        Assert.Equal(["1 accepted", "1 refused keep_power"], _rig.Results());
        Assert.Empty(_rig.Meter.Orders);
    }

    [Fact]
    public void Allowed_is_open_until_the_customer_presses_the_button()
    {
        (_rig.Meter.IsOpen, _rig.Meter.IsTripped) = (true, true);
        _rig.Order(1, CommandType.AllowClose, 5, patience: 3_600);
        _rig.Run(600_000);
        Assert.Equal(["1 accepted", "1 pending", "1 done", "1 allowed"], _rig.Results());
        Assert.True(_rig.Meter.IsOpen);
        _rig.Meter.PressButton();
        _rig.Run(120_000);
        Assert.Equal("closed", _rig.Last(1).State);
        Assert.Equal(2201, _rig.Last(1).Facts![2]);
    }

    [Fact]
    public void Closed_is_said_with_voltage_and_a_direct_close_that_only_allows_is_allowed()
    {
        (_rig.Meter.IsOpen, _rig.Meter.IsTripped) = (true, true);
        _rig.Meter.IsStuck = true;
        _rig.Order(1, CommandType.Close, 5);
        _rig.Run(120_000);
        Assert.Equal(["1 accepted", "1 pending", "1 done", "1 allowed"], _rig.Results());
        _rig.Meter.IsStuck = false;
        _rig.Meter.IsTripped = true;
        _rig.Order(2, CommandType.Close, 6);
        _rig.Run(60_000);
        Assert.Equal("closed", _rig.Last(2).State);
    }

    [Fact]
    public void A_wrong_password_is_refused_by_the_meter_and_not_tried_again()
    {
        _rig.Take(_rig.Make(1, CommandType.Trip, _rig.Relay(rights: [2, 0, 0, 0, 1, 2, 3, 4]), 5));
        _rig.Run(60_000);
        Assert.Equal(["1 accepted", "1 pending", "1 refused password"], _rig.Results());
        Assert.Equal(4, _rig.Last(1).Facts![3]);
        Assert.Single(_rig.Line.Requests, static request => request[8] == 0x1C);
    }

    [Fact]
    public void Without_an_answer_the_meters_state_tells_and_the_order_is_not_sent_twice()
    {
        _rig.Meter.LosesAnswers = 1;
        _rig.Order(1, CommandType.Trip, 5);
        _rig.Run(60_000);
        Assert.Equal(["1 accepted", "1 pending", "1 verified"], _rig.Results());
        Assert.Single(_rig.Meter.Orders);
    }

    [Fact]
    public void What_was_not_taken_is_sent_again_a_few_times_and_only_in_its_time()
    {
        _rig.Meter.Forgets = true;
        _rig.Order(1, CommandType.Trip, 5, patience: 600);
        _rig.Run(600_000);
        Assert.Equal(CommandLimits.OrdersMax, _rig.Meter.Orders.Count);
        Assert.Equal("not_obeyed", _rig.Last(1).Reason);

        _rig.Take(_rig.Make(2, CommandType.Trip, _rig.Relay(600), 6, expires: _rig.UnixMilliseconds + 3_000));
        _rig.Run(600_000);
        Assert.Equal(CommandLimits.OrdersMax + 1, _rig.Meter.Orders.Count);
        Assert.Equal("failed", _rig.Last(2).State);
    }

    [Fact]
    public void A_silent_meter_is_tried_a_few_times_and_nothing_was_ordered()
    {
        _rig.Meter.IsSilent = true;
        _rig.Order(1, CommandType.Trip, 5);
        _rig.Run(120_000);
        Assert.Equal(["1 accepted", "1 failed silent"], _rig.Results());
        Assert.Equal(CommandLimits.TriesMax, _rig.Line.Requests.Count);
    }

    [Fact]
    public void A_single_phase_meter_without_blocks_is_asked_for_its_phase()
    {
        _rig.Meter.HasBlocks = false;
        _rig.Order(1, CommandType.Trip, 5);
        _rig.Run(20_000);
        _rig.Order(2, CommandType.Close, 6);
        _rig.Run(20_000);
        Assert.Equal(("verified", "closed"), (_rig.Last(1).State, _rig.Last(2).State));
    }

    [Fact]
    public void A_newer_decision_ends_the_older_and_no_late_trip_follows_a_close()
    {
        _rig.Meter.IsDelayed = true;
        _rig.Order(1, CommandType.Trip, 5, patience: 3_600);
        _rig.Run(60_000);
        _rig.Order(2, CommandType.Close, 6);
        _rig.Run(60_000);
        Assert.Equal(("failed", "superseded"), (_rig.Last(1).State, _rig.Last(1).Reason));
        Assert.Equal("closed", _rig.Last(2).State);
        _rig.Order(1, CommandType.Trip, 5, patience: 3_600);
        _rig.Run(60_000);
        Assert.False(_rig.Meter.IsTripped);
        Assert.Equal([0x1A, 0x1C], _rig.Meter.Orders.Select(static order => order.Order));
    }

    [Theory]
    [InlineData(CommandType.KeepPower, "verified")]
    [InlineData(CommandType.KeepPowerOff, "verified")]
    [InlineData(CommandType.Alarm, "verified")]
    [InlineData(CommandType.AlarmOff, "verified")]
    public void Kept_power_and_alarms_are_seen_in_the_state(int type, string state)
    {
        _rig.Meter.KeepsPower = type == CommandType.KeepPowerOff;
        _rig.Meter.IsAlarmed = type == CommandType.AlarmOff;
        _rig.Order(1, type, 5);
        _rig.Run(20_000);
        Assert.Equal(state, _rig.Last(1).State);
        Assert.Equal((type == CommandType.KeepPower, type == CommandType.Alarm), (_rig.Meter.KeepsPower, _rig.Meter.IsAlarmed));
    }

    [Fact]
    public void Nothing_is_sent_before_it_is_on_the_flash()
    {
        _rig.Journal.CommitRefuses = true;
        _rig.Order(1, CommandType.Trip, 5);
        _rig.Run(60_000);
        Assert.Empty(_rig.Line.Requests);
        _rig.Journal.CommitRefuses = false;
        _rig.Run(2_500);
        Assert.NotEmpty(_rig.Line.Requests);
        var commits = _rig.Journal.Commits;
        _rig.Run(20_000);
        Assert.Equal("verified", _rig.Last(1).State);
        Assert.True(_rig.Journal.Commits > commits);
        Assert.Equal(1, _rig.Results().Count(static result => result == "1 accepted"));
    }

    [Fact]
    public void Cut_at_any_moment_it_is_done_once_or_told_to_have_failed()
    {
        for (var cutAt = 0; cutAt < 9_000; cutAt += 60)
        {
            var rig = new CommandRig();
            var trip = rig.Make(1, CommandType.Trip, rig.Relay(), 5);
            rig.Take(trip);
            rig.Run(cutAt);
            var sent = rig.Meter.Orders.Count;
            rig.Cut();
            rig.Run(60_000);
            if (rig.Results().Count == 0)
                continue; // It was lost with the memory, before it was accepted.
            var last = rig.Last(1);
            Assert.True(last.State == "verified", $"cut at {cutAt}: {last}");
            Assert.True(rig.Meter.IsOpen && rig.Meter.Orders.Count <= 1 + sent, $"cut at {cutAt}: {rig.Meter.Orders.Count} orders");
        }
    }

    [Fact]
    public void Pending_restarted_and_the_time_unknown_is_expired()
    {
        for (var cutAt = 200; cutAt < 4_000; cutAt += 200)
        {
            var rig = new CommandRig();
            rig.Meter.IsStuck = true;
            rig.Order(1, CommandType.Trip, 5);
            rig.Run(cutAt);
            var (orders, before) = (rig.Meter.Orders.Count, rig.Last(1).State);
            rig.IsValid = false;
            rig.Cut();
            rig.Run(60_000);
            Assert.Equal((before == "done" ? "failed" : "expired", "no_clock"), (rig.Last(1).State, rig.Last(1).Reason));
            Assert.Equal(orders, rig.Meter.Orders.Count);
            rig.IsValid = true;
            rig.Run(60_000);
            Assert.Equal(orders, rig.Meter.Orders.Count);
        }
    }
}
