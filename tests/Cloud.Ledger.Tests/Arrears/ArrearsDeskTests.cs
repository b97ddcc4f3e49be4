using Wattline.Cloud.Ledger.Accounts;
using Wattline.Cloud.Ledger.Arrears;
using Wattline.Cloud.Ledger.Bills;
using Wattline.Cloud.Ledger.Channels;
using Wattline.Cloud.Ledger.Transfers;
using Wattline.Tests.Cloud.Ledger.Tests.Support;
using Xunit;

namespace Wattline.Tests.Cloud.Ledger.Tests.Arrears;

/// <summary>From a bill that is not paid to the button on the meter.</summary>
public sealed class ArrearsDeskTests : IDisposable, IPointFacts, IMeterControl
{
    private static readonly TimeSpan _day = TimeSpan.FromDays(1);
    private readonly KioskRig _kiosk = new();
    private readonly PointDesk _points;
    private readonly CustomerDesk _customers;
    private readonly ArrearsDesk _arrears;
    private readonly List<MeterOrder> _orders = [];
    private PointFacts _meter = new(false, false, false, RelayState.Closed, null);
    private bool _isControlAway;

    public ArrearsDeskTests()
    {
        _points = new PointDesk(Ledger.Database, Ledger.Book);
        _customers = new CustomerDesk(Ledger.Database, Ledger.Book, AllocationPolicy.Default);
        _arrears = new ArrearsDesk(Ledger.Database, Ledger.Book, AllocationPolicy.Default, new ArrearsPolicy { QuietDays = [], QuietFromHour = 0, QuietToHour = 0 }, this, this);
        Assert.Equal(PointOutcome.Done, _points.Set(Point(), "anna", "new"));
        Assert.Equal(PointOutcome.Done, _points.MoveIn("P-1", "A", Ledger.NowMs, "anna", "moves in"));
    }

    private LedgerRig Ledger => _kiosk.Ledger;

    public void Dispose() => _kiosk.Dispose();

    [Fact]
    public void From_a_bill_to_a_trip_and_by_a_payment_back_to_the_button()
    {
        ToTrip();
        Assert.Equal(["Warn Overdue", "Alarm NoticeOver", "Trip AlarmOver"], Orders());
        Says(RelayState.Open);
        Assert.Equal(CustomerWord.PayFirst, Word());
        Assert.Equal(0, _arrears.Look());

        // Not enough is not enough.
        _kiosk.Take("credited 1 A 4999");
        Assert.Equal(0, _arrears.Look());
        _kiosk.Take("credited 2 A 1");
        Assert.Equal(1, _arrears.Look());
        Assert.Equal("AllowClose PaidUp", Orders()[^1]);
        // What the meter said before is not its answer.
        Assert.Equal(CustomerWord.Underway, Word());
        Ledger.Time.Advance(TimeSpan.FromSeconds(5));
        Says(RelayState.Allowed);
        Assert.Equal(CustomerWord.AllowedPressButton, Word());
        Assert.Equal(0, _arrears.Look());
        Ledger.Time.Advance(TimeSpan.FromSeconds(50));
        Says(RelayState.Closed);
        Assert.Equal(CustomerWord.Closed, Word());
        _arrears.Look();
        Assert.Equal(CustomerWord.Nothing, Word());
        Assert.Equal(4, _orders.Count);
        Assert.Equal(_orders.Select(static order => order.Id).Distinct(), _orders.Select(static order => order.Id));
    }

    [Fact]
    public void Without_proof_of_notice_nothing_follows()
    {
        Bill();
        Ledger.Time.Advance(40 * _day);
        _arrears.Look();
        Ledger.Time.Advance(400 * _day);
        _arrears.Look();
        Assert.Equal(["Warn Overdue"], Orders());
        Assert.Equal(PointOutcome.NoReason, _points.ProveNotice("P-1", "", "anna"));
        Assert.Equal(PointOutcome.Done, _points.ProveNotice("P-1", "letter handed over, signed", "anna"));
        Assert.Equal(PointOutcome.Already, _points.ProveNotice("P-1", "again", "anna"));
        Assert.Equal(0, _arrears.Look());
    }

    [Theory]
    [InlineData("a kiosk is silent")]
    [InlineData("an estimate")]
    [InlineData("keeps power")]
    [InlineData("a note in escrow")]
    [InlineData("an open order")]
    [InlineData("protected")]
    public void Nobody_is_disconnected_while(string what)
    {
        ToAlarm();
        switch (what)
        {
            case "a kiosk is silent": _meter = _meter with { IsKioskSilent = true }; break;
            case "an estimate": _meter = _meter with { IsOnEstimate = true }; break;
            case "keeps power": _meter = _meter with { KeepsPower = true }; break;
            case "a note in escrow": _kiosk.Take("escrow 1 A 500"); break;
            case "an open order": new ChannelDesk(Ledger.Book).Place(new ChannelOrder("wechat", "o-1", "A", 5_000, "EUR", Ledger.NowMs + 100 * 86_400_000L)); break;
            default: _points.Set(Point() with { ProtectedReason = "a machine that breathes" }, "anna", "the doctor's letter"); break;
        }

        Ledger.Time.Advance(2 * _day);
        Assert.Equal(0, _arrears.Look());
        Assert.Equal(["Warn Overdue", "Alarm NoticeOver"], Orders());
        _meter = new PointFacts(false, false, false, RelayState.Closed, null);
        if (what == "a note in escrow") _kiosk.Take("returned 1 A 500");
        if (what == "an open order") new ChannelDesk(Ledger.Book).Close("wechat", "o-1");
        if (what == "protected") _points.Set(Point(), "anna", "moved");
        Assert.Equal(1, _arrears.Look());
        Assert.Equal("Trip AlarmOver", Orders()[^1]);
    }

    [Fact]
    public void A_new_tenant_does_not_answer_for_the_old_ones_debts_and_a_point_that_is_dark_is_released()
    {
        ToTrip();
        Says(RelayState.Open);
        Assert.Equal(PointOutcome.BadAccount, _points.MoveIn("P-1", "nobody", Ledger.NowMs, "anna", "moves in"));
        Assert.Equal(PointOutcome.TooEarly, _points.MoveIn("P-1", "B", 0, "anna", "moves in"));
        Assert.Equal(PointOutcome.Done, _points.MoveIn("P-1", "B", Ledger.NowMs, "anna", "moves in"));
        Assert.Equal(1, _arrears.Look());
        Assert.Equal("AllowClose NewTenant", Orders()[^1]);
        Assert.Equal("B", _orders[^1].Account);
        Assert.Equal((-5_000, 0), (_kiosk.Balance("A"), _kiosk.Balance("B")));
    }

    [Fact]
    public void A_warning_to_the_old_tenant_is_none_to_the_new()
    {
        ToAlarm();
        _points.MoveIn("P-1", "B", Ledger.NowMs, "anna", "moves in");
        _customers.Charge("B", "EUR", "b-B", 5_000, Ledger.NowMs);
        for (var i = 0; i < 3; i++)
        {
            Ledger.Time.Advance(40 * _day);
            _arrears.Look();
        }

        Assert.Equal(["Warn Overdue", "Alarm NoticeOver", "AlarmOff NewTenant", "Warn Overdue"], Orders());
    }

    [Fact]
    public void A_point_has_one_authority_and_does_not_change_it_while_anything_is_open()
    {
        Bill();
        Assert.Equal(PointOutcome.NotSettled, _points.Set(Point() with { Authority = BalanceAuthority.TokenMeter }, "anna", "token meter fitted"));
        _kiosk.Take("credited 1 A 5000");
        Assert.Equal(PointOutcome.Done, _points.Set(Point() with { Authority = BalanceAuthority.TokenMeter }, "anna", "token meter fitted"));
        _customers.Charge("A", "EUR", "b-9", 5_000, Ledger.NowMs);
        Ledger.Time.Advance(100 * _day);
        Assert.Equal(0, _arrears.Look());
        Assert.Equal(PointOutcome.MeterTaken, _points.Set(Point() with { Point = "P-2" }, "anna", "new"));
        Assert.Equal(PointOutcome.BadFields, _points.Set(Point() with { Authority = BalanceAuthority.None }, "anna", "new"));
        Assert.Equal(PointOutcome.BadFields, _points.Set(Point() with { Zone = "Mars/Base" }, "anna", "new"));
        Assert.Equal(PointOutcome.NoReason, _points.Set(Point(), "", "new"));
    }

    [Fact]
    public void An_order_is_handed_on_until_somebody_has_taken_it()
    {
        _isControlAway = true;
        Bill();
        Ledger.Time.Advance(40 * _day);
        Assert.Equal(1, _arrears.Look());
        Assert.Empty(_orders);
        _isControlAway = false;
        Assert.Equal(1, _arrears.HandOn());
        Assert.Equal(0, _arrears.HandOn());
        Assert.Equal(["Warn Overdue"], Orders());
        Assert.Equal("taken", Assert.Single(_arrears.Actions("P-1")).Answer);
    }

    [Fact]
    public void Who_pays_while_a_trip_waits_is_not_disconnected()
    {
        ToAlarm();
        _isControlAway = true;
        Ledger.Time.Advance(2 * _day);
        Assert.Equal(1, _arrears.Look());
        _kiosk.Take("credited 1 A 5000");
        _isControlAway = false;
        _arrears.HandOn();
        _arrears.HandOn();
        Assert.DoesNotContain("Trip AlarmOver", Orders());
        Assert.Contains(_arrears.Actions("P-1"), static action => action.Order.Action == ArrearsAction.Trip && action.Answer!.StartsWith("withdrawn", StringComparison.Ordinal));
    }

    [Fact]
    public void A_trip_that_waits_goes_on_waiting_while_a_kiosk_is_silent()
    {
        ToAlarm();
        _isControlAway = true;
        Ledger.Time.Advance(2 * _day);
        Assert.Equal(1, _arrears.Look());
        _meter = _meter with { IsKioskSilent = true };
        _isControlAway = false;
        Assert.Equal(0, _arrears.HandOn());
        Assert.DoesNotContain("Trip AlarmOver", Orders());
        _meter = _meter with { IsKioskSilent = false };
        Assert.Equal(1, _arrears.HandOn());
        Assert.Equal("Trip AlarmOver", Orders()[^1]);
    }

    PointFacts IPointFacts.Of(string meter, IReadOnlyList<string> kiosks) => _meter;

    string? IMeterControl.Take(MeterOrder order)
    {
        if (_isControlAway) return null;
        _orders.Add(order);
        return "taken";
    }

    private static SupplyPoint Point() => new("P-1", "M-1", "EUR", BalanceAuthority.Ledger, "Europe/Berlin");

    private void Bill() => Assert.Equal(PostingOutcome.Posted, _customers.Charge("A", "EUR", "b-1", 5_000, Ledger.NowMs).Outcome);

    private void ToAlarm()
    {
        Bill();
        Assert.Equal(0, _arrears.Look());
        Ledger.Time.Advance(4 * _day);
        Assert.Equal(1, _arrears.Look());
        Assert.Equal(PointOutcome.Done, _points.ProveNotice("P-1", "text message delivered", "anna"));
        Ledger.Time.Advance(8 * _day);
        Assert.Equal(1, _arrears.Look());
    }

    private void ToTrip()
    {
        ToAlarm();
        Ledger.Time.Advance(2 * _day);
        Assert.Equal(1, _arrears.Look());
    }

    private void Says(RelayState relay) => _meter = _meter with { Relay = relay, RelayAtMs = Ledger.NowMs };

    private CustomerWord Word() => _arrears.Explain("P-1")!.Value.Word;

    private List<string> Orders() => [.. _orders.Select(static order => $"{order.Action} {order.Reason}")];
}
