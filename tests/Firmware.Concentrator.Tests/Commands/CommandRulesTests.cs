using Wattline.Firmware.Commands;
using Xunit;

namespace Wattline.Tests.Firmware.Concentrator.Commands;

/// <summary>What is refused, and that a refused command moves nothing.</summary>
public sealed class CommandRulesTests
{
    private readonly CommandRig _rig = new();

    [Fact]
    public void A_command_that_expired_in_flight_is_not_done()
    {
        _rig.Run(1_000);
        _rig.Take(_rig.Make(1, CommandType.Trip, _rig.Relay(), 5, expires: _rig.UnixMilliseconds));
        AssertRefused("1 expired expired");
    }

    [Fact]
    public void Of_a_lower_decision_nothing_is_done()
    {
        _rig.Order(1, CommandType.KeepPower, 7);
        _rig.Run(20_000);
        _rig.Order(2, CommandType.Trip, 6);
        _rig.Run(20_000);
        Assert.Equal("refused lower_decision", Stands(2));
        Assert.Equal([0x3A], _rig.Meter.Orders.Select(static order => order.Order));
    }

    [Fact]
    public void Another_command_under_the_same_decision_is_refused()
    {
        _rig.Order(1, CommandType.KeepPower, 7);
        _rig.Run(20_000);
        _rig.Order(2, CommandType.Trip, 7);
        _rig.Run(20_000);
        Assert.Equal("refused other_command", Stands(2));
        Assert.False(_rig.Meter.IsOpen);
    }

    [Fact]
    public void A_wrong_signature_is_told_without_a_decision_and_takes_none()
    {
        for (var i = 0; i < 32; i++)
        {
            var at = i;
            _rig.Take(_rig.Make(1, CommandType.Trip, _rig.Relay(), 5, spoilCode: code =>
            {
                code[at] ^= 1;
                return code;
            }));
            _rig.Run(100);
        }
        Assert.Empty(_rig.Meter.Orders);
        Assert.Equal(CommandLimits.UnsignedOfHourMax, _rig.Results().Count); // The flash is not worn by rubbish.
        Assert.All(_rig.Results(), static result => Assert.Equal("1? refused signature", result));
        _rig.Order(1, CommandType.Trip, 5); // The genuine one is not hurt.
        _rig.Run(20_000);
        Assert.Equal("verified", Stands(1));
    }

    [Theory]
    [InlineData("AAAAAAAAAA61")]
    [InlineData("AAAAAAAAAAAA")]
    [InlineData("999999999999")]
    [InlineData("00000000016")]
    [InlineData("0000000001610")]
    [InlineData("00000000016x")]
    [InlineData("")]
    public void To_a_wildcard_address_nothing_is_sent(string address)
    {
        foreach (var type in new[] { CommandType.Trip, CommandType.Close, CommandType.ReadNow, CommandType.Transparent })
            _rig.Take(_rig.Make(type, type, _rig.Relay(), 5, address: address));
        _rig.Run(20_000);
        Assert.Empty(_rig.Line.Requests);
        Assert.Equal(4, _rig.Results().Count);
        Assert.All(_rig.Results(), static result => Assert.EndsWith("refused wildcard", result, StringComparison.Ordinal));
    }

    [Fact]
    public void One_that_is_replayed_after_a_reboot_is_answered_by_its_first_result_and_not_done_again()
    {
        var trip = _rig.Make(1, CommandType.Trip, _rig.Relay(), 5);
        _rig.Take(trip);
        _rig.Run(20_000);
        _rig.Order(2, CommandType.Close, 6);
        _rig.Run(20_000);
        Assert.False(_rig.Meter.IsOpen);
        _rig.Cut();
        _rig.Take(trip);
        _rig.Run(20_000);
        Assert.Equal("refused lower_decision", Stands(1));
        var close = _rig.Make(2, CommandType.Close, _rig.Relay(), 6);
        _rig.Take(close);
        _rig.Run(20_000);
        Assert.Equal("closed", Stands(2));
        Assert.Equal([0x1A, 0x1C], _rig.Meter.Orders.Select(static order => order.Order));
    }

    [Fact]
    public void Cut_short_at_any_byte_it_does_nothing_and_harms_nothing()
    {
        var whole = _rig.Make(1, CommandType.Trip, _rig.Relay(), 5);
        for (var length = 0; length < whole.Length; length++)
        {
            _rig.Take(whole[..length]);
            _rig.Run(10);
        }
        _rig.Run(20_000);
        Assert.Empty(_rig.Line.Requests);
        Assert.All(_rig.Results(), static result => Assert.Equal("1? refused malformed", result));
        _rig.Take(whole);
        _rig.Run(20_000);
        Assert.Equal("verified", Stands(1));
    }

    [Theory]
    [InlineData(32)]
    [InlineData(39)]
    [InlineData(1_000_000)]
    public void Of_an_unknown_type_nothing_is_done(int type)
    {
        _rig.Take(_rig.Make(1, type, _rig.Relay(), 5));
        AssertRefused("1 refused unknown_type");
    }

    [Fact]
    public void What_is_signed_for_another_concentrator_or_under_another_id_type_or_key_is_refused()
    {
        _rig.Take(_rig.Make(1, CommandType.Trip, _rig.Relay(), 5, name: "cabinet-2"));
        _rig.Take(_rig.Make(2, CommandType.Trip, _rig.Relay(), 5, outerType: CommandType.Alarm));
        _rig.Take(_rig.Make(3, CommandType.Trip, _rig.Relay(), 5, key: 2));
        _rig.Take(_rig.Make(4, CommandType.Trip, _rig.Relay(), 5, line: 1));
        _rig.Take(_rig.Make(5, CommandType.Trip, _rig.Relay(), 5, ofMeter: false));
        _rig.Take(_rig.Make(6, CommandType.Reboot, CommandRig.Cbor(static w => w.WriteNull()), 5));
        AssertRefused("1 refused not_this", "2 refused malformed", "3? refused key", "4 refused line", "5 refused malformed", "6 refused malformed");
    }

    [Fact]
    public void Without_a_valid_clock_nothing_is_moved_and_reading_goes_on()
    {
        _rig.IsValid = false;
        _rig.Order(1, CommandType.Trip, 5);
        _rig.Take(_rig.Make(2, CommandType.ReadNow, CommandRig.Cbor(static w =>
        {
            w.WriteArray(1);
            w.WriteUInt(0x00010000);
        }), 6));
        _rig.Run(20_000);
        Assert.Equal("refused no_clock", Stands(1));
        Assert.Equal("done", Stands(2));
        Assert.Empty(_rig.Meter.Orders);
        _rig.IsValid = true;
        _rig.Order(1, CommandType.Trip, 5); // Its decision is taken.
        _rig.Run(20_000);
        Assert.Empty(_rig.Meter.Orders);
    }

    [Fact]
    public void Further_away_than_any_command_lives_is_refused()
    {
        _rig.Take(_rig.Make(1, CommandType.Trip, _rig.Relay(), 5, expires: _rig.UnixMilliseconds + CommandLimits.AheadMax + 1_000));
        AssertRefused("1 refused too_far");
    }

    [Fact]
    public void Frames_that_change_a_meter_go_with_a_release_only_and_relays_never_that_way()
    {
        long decision = 10;
        foreach (var (control, released, expected) in new[]
        {
            (0x11, 0, "done"), (0x14, 0, "refused not_released"), (0x1B, 0, "refused not_released"), (0x14, 1, "done"),
            (0x1C, 1, "refused not_released"), (0x03, 1, "refused not_released"), (0x08, 0, "refused not_released"),
        })
        {
            decision++;
            byte[] data = control == 0x14 ? [0x03, 0x01, 0x00, 0x04, .. _rig.Rights, 0x15] : [0x00, 0x00, 0x01, 0x00];
            _rig.Take(_rig.Make(decision, CommandType.Transparent, Frame(released, control, control == 0x11 ? 4 : 0, data), decision));
            _rig.Run(10_000);
            Assert.Equal((control, released, expected), (control, released, Stands(decision)));
        }
        Assert.Equal([(0x04000103u, "15")], _rig.Meter.Writes);
        Assert.Empty(_rig.Meter.Orders);
    }

    [Fact]
    public void A_security_modules_frame_is_sealed_or_it_does_not_go()
    {
        byte[] plain = [.. _rig.Rights, 0x1A, 0, 0, 0, 13, 1, 3, 0x26];
        byte[] sealedFrame = [0x98, 1, 2, 3, 4, 5, 6, 7, 0xEE, 0xEE];
        var cases = new (int Order, int Control, byte[] Data, string Expected)[]
        {
            (0, 0x03, [0xFF, 0x00, 0x00, 0x07, 1], "done"),
            (0x1A, 0x1C, plain, "refused not_released"),
            (0, 0x1C, sealedFrame, "refused not_released"),
            (0x1D, 0x1C, sealedFrame, "refused not_released"),
            (0x1E, 0x03, [0xFF, 0x00, 0x00, 0x07, 1], "refused not_released"),
            (0, 0x14, [0x03, 0x01, 0x00, 0x04, .. _rig.Rights, 0x15], "refused not_released"),
        };
        long decision = 10;
        foreach (var (order, control, data, expected) in cases)
        {
            decision++;
            _rig.Take(_rig.Make(decision, CommandType.Security, CommandRig.Cbor(w =>
            {
                w.WriteArray(6);
                w.WriteInt(order);
                w.WriteUInt(10);
                w.WriteInt(control);
                w.WriteUInt(control == 0x03 ? 4u : 0);
                w.WriteUInt(16);
                w.WriteBytes(data, 0, data.Length);
            }), decision));
            _rig.Run(10_000);
            Assert.Equal((order, expected), (order, Stands(decision)));
        }
        Assert.Empty(_rig.Meter.Orders);
    }

    private static byte[] Frame(int released, int control, int repeated, byte[] data) => CommandRig.Cbor(w =>
    {
        w.WriteArray(5);
        w.WriteInt(released);
        w.WriteInt(control);
        w.WriteInt(repeated);
        w.WriteUInt(16);
        w.WriteBytes(data, 0, data.Length);
    });

    private string Stands(long id)
    {
        var last = _rig.Last(id);
        return last.Reason is null ? last.State : $"{last.State} {last.Reason}";
    }

    private void AssertRefused(params string[] results)
    {
        _rig.Run(20_000);
        Assert.Equal(results, _rig.Results());
        Assert.Empty(_rig.Line.Requests);
        Assert.Empty(_rig.Meter.Orders);
    }
}
