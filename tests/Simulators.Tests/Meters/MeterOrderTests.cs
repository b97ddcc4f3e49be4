using Wattline.Simulators.Meters;
using Wattline.Simulators.Meters.Relay;
using Xunit;
using static Wattline.Tests.Simulators.Meters.MeterBench;

namespace Wattline.Tests.Simulators.Meters;

public sealed class MeterOrderTests
{
    private const byte Trip = 0x1A, Allow = 0x1B, Direct = 0x1C, KeepOn = 0x3A, KeepOff = 0x3B;

    private readonly MeterBench _bench = new();

    [Fact]
    public void A_trip_opens_the_relay_and_nothing_is_drawn_until_the_button_is_pressed_after_it_was_allowed()
    {
        Assert.Equal("9C", _bench.Order(Trip, Hour));
        Assert.Equal("5000", _bench.Read(0x04000503, Hour));
        Assert.Equal("000000", _bench.Read(0x02020100, Hour));
        Assert.Equal(100, _bench.Meter.RegisterAt(3 * Hour).Total);
        Assert.False(_bench.Meter.PressButton(3 * Hour));

        Assert.Equal("9C", _bench.Order(Allow, 4 * Hour));
        Assert.Equal("1000", _bench.Read(0x04000503, 4 * Hour)); // Still open: allowed is not closed.
        Assert.Equal(RelayState.Allowed, _bench.Meter.Relay);
        Assert.True(_bench.Meter.PressButton(5 * Hour));
        Assert.Equal("0000", _bench.Read(0x04000503, 5 * Hour));
        Assert.Equal(200, _bench.Meter.RegisterAt(6 * Hour).Total);
        Assert.Equal(
            [new(Hour, RelayState.Open, RelayCause.Trip), new(4 * Hour, RelayState.Allowed, RelayCause.AllowClose), new(5 * Hour, RelayState.Closed, RelayCause.Button)],
            _bench.Meter.RelayMoves);
        Assert.Equal(RelayState.Open, _bench.Meter.StateAt(2 * Hour));
        Assert.Equal("010000", _bench.Read(0x1D000001, 6 * Hour));
        Assert.Equal("000001270226" + "01000000" + "00010000", _bench.Read(0x1D00FF01, 6 * Hour)[..28]);
        Assert.Equal("010000", _bench.Read(0x1E000001, 6 * Hour));
    }

    [Fact]
    public void A_direct_close_needs_nobody_at_the_meter()
    {
        _bench.Order(Trip, Hour);
        Assert.Equal("9C", _bench.Order(Direct, 2 * Hour));
        Assert.Equal(RelayState.Closed, _bench.Meter.Relay);

        var careful = new MeterBench(Plain with { ClosesDirectly = false });
        careful.Order(Trip, Hour);
        Assert.Equal("DC01", careful.Order(Direct, 2 * Hour));
        Assert.Equal(RelayState.Open, careful.Meter.Relay);
    }

    [Theory]
    [InlineData("02563413" + "01000000", "595923311226", "DC04")] // Another password.
    [InlineData("04563412" + "01000000", "595923311226", "DC04")] // Another level.
    [InlineData(Rights, "595959311225", "DC01")]
    [InlineData(Rights, "595923310226", "DC01")] // 31 February.
    [InlineData(Rights, "000000270226", "DC01")] // Until an hour ago.
    public void What_may_not_or_not_any_more_moves_nothing(string rights, string until, string answer)
    {
        Assert.Equal(answer, _bench.Order(Trip, Hour, rights, until));
        Assert.Empty(_bench.Meter.RelayMoves);
        Assert.Equal(answer == "DC04" ? 4 : 1, Assert.Single(_bench.Meter.RelayOrders).Error);
    }

    [Fact]
    public void A_meter_without_passwords_obeys_nobody()
    {
        var bench = new MeterBench(Plain with { Passwords = null });
        Assert.Equal("DC04", bench.Order(Trip, Hour, "0200000000000000"));
        Assert.Equal("D404", bench.Exchange(0x14, "03010004" + "0200000000000000" + "30", Hour));
    }

    [Fact]
    public void A_meter_with_a_security_module_refuses_plain_orders()
    {
        var bench = new MeterBench(Plain with { RefusesPlainOrders = true });
        Assert.Equal("DC04", bench.Order(Trip, Hour));
        Assert.Equal("C304", bench.Exchange(0x03, "FF000007", Hour));
    }

    [Fact]
    public void A_delayed_trip_sounds_first_and_is_taken_back_by_a_close()
    {
        var bench = new MeterBench(Plain with { TripDelaySeconds = 60 });
        Assert.Equal("9C", bench.Order(Trip, Hour));
        Assert.Equal("C000", bench.Read(0x04000503, Hour + Second)); // Ordered open, alarm before the trip, still closed.
        Assert.Equal("5000", bench.Read(0x04000503, Hour + Minute));
        Assert.Equal(Hour + Minute, Assert.Single(bench.Meter.RelayMoves).Micros);

        bench.Order(Direct, 2 * Hour);
        bench.Order(Trip, 3 * Hour);
        bench.Order(Allow, (3 * Hour) + Second);
        Assert.Equal("0000", bench.Read(0x04000503, 4 * Hour));
        Assert.Equal(2, bench.Meter.RelayMoves.Count);
    }

    [Fact]
    public void Keep_power_refuses_trips_until_it_is_taken_off()
    {
        Assert.Equal("9C", _bench.Order(KeepOn, Hour));
        Assert.Equal("0010", _bench.Read(0x04000503, Hour));
        Assert.Equal("DC01", _bench.Order(Trip, Hour));
        _bench.Order(KeepOff, Hour);
        Assert.Equal("9C", _bench.Order(Trip, Hour));
    }

    [Fact]
    public void A_stuck_relay_accepts_and_does_not_move()
    {
        _bench.Meter.RelayIsStuck = true;
        Assert.Equal("9C", _bench.Order(Trip, Hour));
        Assert.Equal("4000", _bench.Read(0x04000503, 2 * Hour));
        Assert.Empty(_bench.Meter.RelayMoves);
    }

    [Fact]
    public void Speed_changes_after_the_answer_and_goes_back_with_the_supply()
    {
        Assert.Equal("9720", _bench.Exchange(0x17, "20", Hour));
        Assert.Equal(9600, _bench.Meter.Baud);
        Assert.Equal("D708", _bench.Exchange(0x17, "60", Hour));
        Assert.Null(_bench.Exchange(0x17, "08", Hour, "AAAAAAAAAAAA"));
        _bench.Meter.PowerOff(2 * Hour);
        _bench.Meter.PowerOn(3 * Hour);
        Assert.Equal(2400, _bench.Meter.Baud);
    }

    [Fact]
    public void A_password_is_changed_by_who_knows_it()
    {
        Assert.Equal("D804", _bench.Exchange(0x18, "020C0004" + "02000000" + "02111111", Hour));
        Assert.Equal("9802111111", _bench.Exchange(0x18, "020C0004" + "02563412" + "02111111", Hour));
        Assert.Equal("DC04", _bench.Order(Trip, Hour));
        Assert.Equal("9C", _bench.Order(Trip, Hour, "02111111" + "01000000"));
    }

    [Fact]
    public void An_address_is_written_only_while_the_key_is_pressed()
    {
        Assert.Null(_bench.Exchange(0x15, "010000000000", Hour, "AAAAAAAAAAAA"));
        _bench.Meter.KeyIsPressed = true;
        Assert.Equal("95", _bench.Exchange(0x15, "010000000000", Hour, "AAAAAAAAAAAA"));
        Assert.Equal("000000000001", _bench.Meter.Address);
    }

    [Fact]
    public void A_written_parameter_counts_as_programming_and_an_unknown_one_does_not()
    {
        Assert.Equal("94", _bench.Exchange(0x14, "03010004" + Rights + "30", Hour));
        Assert.Equal("30", _bench.Read(0x04000103, Hour));
        Assert.Equal("D402", _bench.Exchange(0x14, "99990004" + Rights + "30", Hour));
        Assert.Equal("D401", _bench.Exchange(0x14, "02010004" + Rights + "006024", Hour));
        Assert.Equal("010000", _bench.Read(0x03300000, Hour));
        Assert.Equal("000001270226" + "01000000" + "03010004", _bench.Read(0x03300001, Hour)[..28]);
    }

    [Fact]
    public void Clearing_demand_events_and_the_meter_each_leave_a_record()
    {
        Assert.Equal("99", _bench.Exchange(0x19, Rights, 2 * Hour));
        Assert.Equal("000000" + "0000000000", _bench.Read(0x01010000, (2 * Hour) + Minute));
        Assert.Equal(2 * 202, _bench.Read(0x03300201, 2 * Hour).Length);

        _bench.Meter.Happen(0x300D, 3 * Hour, (3 * Hour) + Minute);
        Assert.Equal("010000", _bench.Read(0x03300D00, 4 * Hour));
        Assert.Equal("000003270226" + "000103270226" + "00030000", _bench.Read(0x03300D01, 4 * Hour)[..32]);
        Assert.Equal("9B", _bench.Exchange(0x1B, Rights + "FFFFFFFF", 4 * Hour));
        Assert.Equal("000000", _bench.Read(0x03300D00, 4 * Hour));
        Assert.Equal("000004270226" + "01000000" + "FFFFFFFF", _bench.Read(0x03300301, 4 * Hour));

        Assert.Equal("9A", _bench.Exchange(0x1A, Rights, 5 * Hour));
        Assert.Equal("00000000", _bench.Read(0x00010000, 5 * Hour));
        Assert.Equal("00010000", _bench.Read(0x00010000, 6 * Hour));
        Assert.Equal("010000", _bench.Read(0x03300100, 6 * Hour));
        Assert.Equal("00050000", _bench.Read(0x03300101, 6 * Hour)[20..28]);
        Assert.Equal(500, _bench.Meter.RegisterAt((5 * Hour) - 1).Total + 1);
    }

    [Theory]
    [InlineData(0x0101, 0x03010000, 18, 0x03010101, 131)]
    [InlineData(0x0403, 0x03040000, 18, 0x03040301, 131)]
    [InlineData(0x0500, 0x03050000, 6, 0x03050001, 15)]
    [InlineData(0x0700, 0x03070000, 6, 0x03070001, 76)]
    [InlineData(0x0900, 0x03090000, 6, 0x03090001, 78)]
    [InlineData(0x0C02, 0x030C0000, 18, 0x030C0201, 115)]
    [InlineData(0x0F01, 0x030F0000, 18, 0x030F0101, 76)]
    [InlineData(0x1206, 0x03120000, 18, 0x03120601, 20)]
    [InlineData(0x300E, 0x03300E00, 3, 0x03300E01, 60)]
    public void An_event_has_its_counter_and_a_record_of_the_standards_length(int @event, uint counter, int counterBytes, uint record, int recordBytes)
    {
        Assert.Equal(new string('0', 2 * counterBytes), _bench.Read(counter, Hour));
        Assert.Equal("D102", _bench.Read(record, Hour));
        _bench.Meter.Happen((ushort)@event, Hour, 2 * Hour);
        Assert.Equal(2 * counterBytes, _bench.Read(counter, 3 * Hour).Length);
        Assert.NotEqual(new string('0', 2 * counterBytes), _bench.Read(counter, 3 * Hour));
        Assert.Equal(2 * recordBytes, _bench.Read(record, 3 * Hour).Length);
        Assert.Equal("000001270226", _bench.Read(record, 3 * Hour)[..12]);
    }
}
