using Wattline.Gateway.Runtime.Brokers;
using Xunit;

namespace Wattline.Tests.Gateway.Runtime.Brokers;

public sealed class StandInsTests
{
    private readonly StandIns _standIns = new("g-a", 10_000, new Random(1));

    [Fact]
    public void Who_is_gone_for_a_while_is_stood_in_for_once()
    {
        _standIns.Told("g-b", StandIns.Offline, 0);
        Assert.Empty(_standIns.TakeDue(9_999));
        Assert.InRange(_standIns.NextWake, 10_000, 12_500);
        Assert.Equal(["g-b"], _standIns.TakeDue(12_500));
        Assert.Empty(_standIns.TakeDue(1_000_000));
        Assert.Equal(long.MaxValue, _standIns.NextWake);
    }

    [Fact]
    public void Who_comes_back_or_has_another_stand_in_is_left_alone()
    {
        _standIns.Told("g-b", StandIns.Offline, 0);
        _standIns.Told("g-c", StandIns.Offline, 0);
        _standIns.Told("g-d", StandIns.Offline, 0);
        _standIns.Told("g-b", StandIns.Online, 5_000);
        _standIns.Told("g-c", "held by g-d", 5_000);
        _standIns.Told("g-d", "", 5_000);
        Assert.Empty(_standIns.TakeDue(1_000_000));
    }

    [Fact]
    public void Its_own_state_concerns_it_not()
    {
        _standIns.Told("g-a", StandIns.Offline, 0);
        Assert.Empty(_standIns.TakeDue(1_000_000));
    }

    [Fact]
    public void A_stand_in_that_ended_is_made_again_unless_somebody_has_the_session()
    {
        _standIns.Told("g-b", StandIns.Offline, 0);
        _standIns.TakeDue(12_500);
        _standIns.Told("g-b", _standIns.HeldByOwn, 12_600);
        Assert.Equal(long.MaxValue, _standIns.NextWake);
        // The connection was lost, and with it nobody holds the session though its state says so.
        _standIns.Ended("g-b", 20_000);
        Assert.Equal(["g-b"], _standIns.TakeDue(32_500));
        _standIns.Told("g-b", StandIns.Online, 40_000);
        _standIns.Ended("g-b", 40_001);
        Assert.Empty(_standIns.TakeDue(1_000_000));
    }

    [Fact]
    public void What_it_held_before_its_own_restart_it_holds_again()
    {
        _standIns.Told("g-b", _standIns.HeldByOwn, 0);
        Assert.Equal(["g-b"], _standIns.TakeDue(12_500));
    }

    [Fact]
    public void The_number_of_gateways_is_bounded()
    {
        for (var i = 0; i < 1_000; i++) _standIns.Told($"made-up-{i}", StandIns.Offline, 0);
        Assert.Equal(64, _standIns.TakeDue(20_000).Count);
    }
}
