using Wattline.Cloud.Commands.Queue;
using Wattline.Simulators.Meters.Relay;
using Xunit;

namespace Wattline.Tests.World.Relays;

/// <summary>Orders of a security module, from the cloud to the meter's relay and back, unopened on the way.</summary>
public sealed class RelaySessionTests
{
    private const byte Trip = RelayMeter.Trip, AllowClose = RelayMeter.AllowClose;

    [Theory]
    [InlineData(20)]
    [InlineData(1_200)] // A module thinks longer than a register.
    public void A_trip_of_a_session_opens_the_relay_and_is_believed_by_the_meters_state(int delayMilliseconds)
    {
        using var world = new RelaySession(delayMilliseconds * 1000L);
        if (delayMilliseconds < 500) Assert.Equal(CommandState.Refused, world.PlainTrip().State);
        Assert.Equal(RelayState.Closed, world.Meter.Device.Relay);

        var session = world.Open();
        world.Meter.Device.AnswerDelayMicros = 20_000;
        var status = world.Order(Trip, session);

        Assert.Equal((CommandState.Verified, 0x50L), (status.State, status.Facts!.StatusWord!.Value & 0x50));
        Assert.Equal((RelayState.Open, RelayCause.Security), (world.Meter.Device.Relay, world.Meter.Device.RelayMoves[^1].Cause));
    }

    [Fact]
    public void A_wrong_code_is_refused_and_moves_nothing()
    {
        using var world = new RelaySession(20_000);
        var session = world.Open();
        var status = world.Order(Trip, session, static data => [.. data[..^1], (byte)(data[^1] ^ 1)]);

        Assert.Equal((CommandState.Refused, "password"), (status.State, status.Why));
        Assert.Equal(RelayState.Closed, world.Meter.Device.Relay);
        // Another order in the frame than the one that it was made for: the code does not fit.
        Assert.Equal(CommandState.Refused, world.Order(Trip, session, static data => [.. data[..8], RelayMeter.KeepPower, .. data[9..]]).State);
        Assert.False(world.Meter.Device.KeepsPower);
    }

    [Fact]
    public void A_session_that_is_over_is_told_apart_and_renewed()
    {
        using var world = new RelaySession(20_000);
        world.Esam.SessionMicros = 150_000_000;
        var session = world.Open();
        world.Run(200);
        var late = world.Order(Trip, session);
        Assert.Equal((CommandState.Refused, "meter_refused", 0x08L), (late.State, late.Why, late.Facts!.Error));

        world.Esam.SessionMicros = 1_800_000_000;
        // Opened again: what the old session's answer would make is worth nothing.
        var renewed = world.Open();
        Assert.Equal((CommandState.Refused, "password"), world.Order(Trip, session) is var old ? (old.State, old.Why) : default);
        Assert.Equal(CommandState.Verified, world.Order(Trip, renewed).State);
        Assert.Equal(CommandState.Allowed, world.Order(AllowClose, world.Open()).State);
        Assert.Equal((3, RelayState.Allowed), (world.Esam.Sessions, world.Meter.Device.Relay));
    }

    [Fact]
    public void What_was_obeyed_once_is_not_obeyed_again()
    {
        using var world = new RelaySession(20_000);
        var session = world.Open();
        Assert.Equal(CommandState.Verified, world.Order(Trip, session).State);
        Assert.Equal(CommandState.Allowed, world.Order(AllowClose, world.Open()).State);
        // The relay is open, and the customer may close it: that is no trip.
        Assert.Equal((CommandState.Refused, 0x08L), world.Order(Trip, session) is var again ? (again.State, again.Facts!.Error) : default);
        Assert.Equal(RelayState.Allowed, world.Meter.Device.Relay);
    }
}
