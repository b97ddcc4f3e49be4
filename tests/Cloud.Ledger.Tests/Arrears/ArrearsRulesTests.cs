using Wattline.Cloud.Ledger.Arrears;
using Xunit;

namespace Wattline.Tests.Cloud.Ledger.Tests.Arrears;

/// <summary>Warn, alarm, trip, close, as a table; and the combinations of all facts.</summary>
public sealed class ArrearsRulesTests
{
    private const long Day = 86_400_000;
    private static readonly ArrearsPolicy _policy = new();

    /// <summary>All conditions for a trip hold.</summary>
    private static readonly ArrearsFacts _ripe = new()
    {
        Overdue = 5_000,
        OverdueForMs = 30 * Day,
        Balance = -5_000,
        Stage = ArrearsStage.Alarmed,
        StageForMs = 2 * Day,
        NoticeForMs = 10 * Day,
        LocalHour = 10,
        LocalDay = DayOfWeek.Tuesday,
    };

    public static TheoryData<string, ArrearsFacts, ArrearsAction, ArrearsReason> Table => new()
    {
        { "all is certain", _ripe, ArrearsAction.Trip, ArrearsReason.AlarmOver },
        { "the meter's own module counts", _ripe with { Authority = BalanceAuthority.MeterEsam }, ArrearsAction.None, ArrearsReason.OtherAuthority },
        { "tokens count", _ripe with { Authority = BalanceAuthority.TokenMeter }, ArrearsAction.None, ArrearsReason.OtherAuthority },
        { "nobody lives there", _ripe with { HasTenant = false }, ArrearsAction.None, ArrearsReason.NoTenant },
        { "too little", _ripe with { Overdue = 999 }, ArrearsAction.None, ArrearsReason.TooLittle },
        { "too early", _ripe with { OverdueForMs = 2 * Day }, ArrearsAction.None, ArrearsReason.TooEarly },
        { "not told yet", _ripe with { Stage = ArrearsStage.Clear, NoticeForMs = null }, ArrearsAction.Warn, ArrearsReason.Overdue },
        { "owes again after a release", _ripe with { Stage = ArrearsStage.Released }, ArrearsAction.Warn, ArrearsReason.Overdue },
        { "told at night", _ripe with { Stage = ArrearsStage.Clear, LocalHour = 3 }, ArrearsAction.Warn, ArrearsReason.Overdue },
        { "told, not proven", _ripe with { Stage = ArrearsStage.Warned, NoticeForMs = null }, ArrearsAction.None, ArrearsReason.NoticeNotProven },
        { "told lately", _ripe with { Stage = ArrearsStage.Warned, NoticeForMs = 6 * Day }, ArrearsAction.None, ArrearsReason.NoticePeriod },
        { "told long ago", _ripe with { Stage = ArrearsStage.Warned, NoticeForMs = 7 * Day }, ArrearsAction.Alarm, ArrearsReason.NoticeOver },
        { "told long ago, at night", _ripe with { Stage = ArrearsStage.Warned, LocalHour = 2 }, ArrearsAction.None, ArrearsReason.QuietHours },
        { "keeps its power", _ripe with { KeepsPower = true }, ArrearsAction.None, ArrearsReason.KeepsPower },
        { "keeps its power, told", _ripe with { KeepsPower = true, Stage = ArrearsStage.Warned }, ArrearsAction.None, ArrearsReason.KeepsPower },
        { "keeps its power and is told all the same", _ripe with { KeepsPower = true, Stage = ArrearsStage.Clear }, ArrearsAction.Warn, ArrearsReason.Overdue },
        { "protected", _ripe with { IsProtected = true }, ArrearsAction.None, ArrearsReason.Protected },
        { "alarmed lately", _ripe with { StageForMs = Day - 1 }, ArrearsAction.None, ArrearsReason.AlarmPeriod },
        { "alarmed, notice no longer proven", _ripe with { NoticeForMs = null }, ArrearsAction.None, ArrearsReason.NoticeNotProven },
        { "on an estimate", _ripe with { IsOnEstimate = true }, ArrearsAction.None, ArrearsReason.OnEstimate },
        { "a kiosk is silent", _ripe with { IsKioskSilent = true }, ArrearsAction.None, ArrearsReason.KioskSilent },
        { "a note in escrow, or an open order", _ripe with { IsMoneyOnItsWay = true }, ArrearsAction.None, ArrearsReason.MoneyOnItsWay },
        { "in the evening", _ripe with { LocalHour = 16 }, ArrearsAction.None, ArrearsReason.QuietHours },
        { "early", _ripe with { LocalHour = 7 }, ArrearsAction.None, ArrearsReason.QuietHours },
        { "before the weekend", _ripe with { LocalDay = DayOfWeek.Friday }, ArrearsAction.None, ArrearsReason.QuietHours },
        { "disconnected already", _ripe with { Relay = RelayState.Open }, ArrearsAction.None, ArrearsReason.AlreadyOpen },
        { "allowed already", _ripe with { Relay = RelayState.Allowed }, ArrearsAction.None, ArrearsReason.AlreadyOpen },
        { "tripped and owes", _ripe with { Stage = ArrearsStage.Tripped, Relay = RelayState.Open }, ArrearsAction.None, ArrearsReason.StillOwes },
        { "tripped, and connected by somebody", _ripe with { Stage = ArrearsStage.Tripped, Relay = RelayState.Closed }, ArrearsAction.None, ArrearsReason.ClosedByOthers },
        { "tripped for another tenant", _ripe with { Stage = ArrearsStage.Tripped, IsOfOtherTenant = true }, ArrearsAction.AllowClose, ArrearsReason.NewTenant },
        { "tripped for another tenant, and locked", _ripe with { Stage = ArrearsStage.Tripped, IsOfOtherTenant = true, IsLocked = true }, ArrearsAction.None, ArrearsReason.Locked },
        { "alarmed for another tenant", _ripe with { IsOfOtherTenant = true }, ArrearsAction.AlarmOff, ArrearsReason.NewTenant },
        { "nothing owed", new ArrearsFacts(), ArrearsAction.None, ArrearsReason.NothingOwed },
        { "paid after a trip", Paid(ArrearsStage.Tripped), ArrearsAction.AllowClose, ArrearsReason.PaidUp },
        { "paid after a trip, at night on a Sunday", Paid(ArrearsStage.Tripped) with { LocalHour = 3, LocalDay = DayOfWeek.Sunday }, ArrearsAction.AllowClose, ArrearsReason.PaidUp },
        { "paid after a trip, a kiosk silent and a reading estimated", Paid(ArrearsStage.Tripped) with { IsKioskSilent = true, IsOnEstimate = true }, ArrearsAction.AllowClose, ArrearsReason.PaidUp },
        { "paid after a trip, and locked", Paid(ArrearsStage.Tripped) with { IsLocked = true }, ArrearsAction.None, ArrearsReason.Locked },
        { "paid, and below what a release needs", Paid(ArrearsStage.Tripped) with { Balance = -1 }, ArrearsAction.None, ArrearsReason.NothingOwed },
        { "released, not pressed", Paid(ArrearsStage.Released) with { Relay = RelayState.Allowed }, ArrearsAction.None, ArrearsReason.WaitsForButton },
        { "released, meter silent", Paid(ArrearsStage.Released) with { Relay = RelayState.Unknown, StageForMs = 3_600_000 }, ArrearsAction.None, ArrearsReason.WaitsForButton },
        { "released, and the command expired on its way to a silent meter", Paid(ArrearsStage.Released) with { Relay = RelayState.Unknown, StageForMs = 2 * 3_600_000 }, ArrearsAction.AllowClose, ArrearsReason.PaidUp },
        { "released, and the meter still says open", Paid(ArrearsStage.Released) with { Relay = RelayState.Open, StageForMs = 2 * 3_600_000 }, ArrearsAction.AllowClose, ArrearsReason.PaidUp },
        { "released, not pressed for days", Paid(ArrearsStage.Released) with { Relay = RelayState.Allowed, StageForMs = 9 * 86_400_000L }, ArrearsAction.None, ArrearsReason.WaitsForButton },
        { "released and locked since", Paid(ArrearsStage.Released) with { Relay = RelayState.Open, IsLocked = true, StageForMs = 9 * 86_400_000L }, ArrearsAction.None, ArrearsReason.WaitsForButton },
        { "released, and connected", Paid(ArrearsStage.Released), ArrearsAction.None, ArrearsReason.PaidUp },
        { "paid while the alarm sounds", Paid(ArrearsStage.Alarmed), ArrearsAction.AlarmOff, ArrearsReason.PaidUp },
        { "paid after a warning", Paid(ArrearsStage.Warned), ArrearsAction.None, ArrearsReason.PaidUp },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void The_table_decides(string what, ArrearsFacts facts, ArrearsAction action, ArrearsReason reason)
    {
        var decided = ArrearsRules.Decide(facts, _policy);
        Assert.True((action, reason) == decided, $"{what}: {decided}");
    }

    [Fact]
    public void Whatever_the_facts_nobody_is_disconnected_against_a_rule_and_power_comes_back_only_for_who_was_disconnected()
    {
        var (trips, releases) = (0, 0);
        foreach (var facts in All())
        {
            var (action, reason) = ArrearsRules.Decide(facts, _policy);
            if (action == ArrearsAction.Trip)
            {
                trips++;
                Assert.True(
                    facts is { Authority: BalanceAuthority.Ledger, HasTenant: true, KeepsPower: false, IsProtected: false, IsOnEstimate: false, IsKioskSilent: false, IsMoneyOnItsWay: false, Stage: ArrearsStage.Alarmed }
                    && facts.NoticeForMs >= _policy.NoticeMs && facts.Overdue >= _policy.OverdueMin && !_policy.IsQuiet(facts.LocalHour, facts.LocalDay) && facts.Relay is RelayState.Closed or RelayState.Unknown, facts.ToString());
            }

            if (action != ArrearsAction.AllowClose) continue;
            releases++;
            Assert.True(
                facts is { Authority: BalanceAuthority.Ledger, Overdue: 0, IsLocked: false }
                && (facts.Stage == ArrearsStage.Tripped || facts is { Stage: ArrearsStage.Released, Relay: RelayState.Open or RelayState.Unknown }), $"{facts}: {reason}");
        }

        Assert.True(trips > 0 && releases > 0);
    }

    [Theory]
    [InlineData(ArrearsStage.Tripped, false, RelayState.Open, true, CustomerWord.PayFirst)]
    [InlineData(ArrearsStage.Tripped, false, RelayState.Closed, true, CustomerWord.PayFirst)]
    [InlineData(ArrearsStage.Tripped, true, RelayState.Open, true, CustomerWord.AskUs)]
    [InlineData(ArrearsStage.Released, false, RelayState.Open, true, CustomerWord.Underway)]
    [InlineData(ArrearsStage.Released, false, RelayState.Unknown, true, CustomerWord.Underway)]
    [InlineData(ArrearsStage.Released, false, RelayState.Allowed, true, CustomerWord.AllowedPressButton)]
    [InlineData(ArrearsStage.Released, false, RelayState.Closed, true, CustomerWord.Closed)]
    [InlineData(ArrearsStage.Released, false, RelayState.Closed, false, CustomerWord.Underway)]
    [InlineData(ArrearsStage.Released, false, RelayState.Allowed, false, CustomerWord.Underway)]
    [InlineData(ArrearsStage.Clear, false, RelayState.Closed, true, CustomerWord.Nothing)]
    [InlineData(ArrearsStage.Warned, false, RelayState.Allowed, true, CustomerWord.Nothing)]
    public void Allowed_is_never_said_for_closed_nor_closed_for_allowed(ArrearsStage stage, bool isLocked, RelayState relay, bool isSince, CustomerWord word)
    {
        Assert.Equal(word, CustomerWords.Of(stage, isLocked, relay, isSince));
        Assert.Equal(word == CustomerWord.AllowedPressButton, word.Text().Contains("button", StringComparison.Ordinal));
        Assert.Equal(word == CustomerWord.Closed, word.Text() == "closed");
    }

    private static ArrearsFacts Paid(ArrearsStage stage) => new() { Stage = stage, StageForMs = Day, NoticeForMs = 10 * Day };

    private static IEnumerable<ArrearsFacts> All()
    {
        foreach (var stage in Enum.GetValues<ArrearsStage>())
            foreach (var relay in Enum.GetValues<RelayState>())
                for (var bits = 0; bits < 1 << 12; bits++)
                    yield return new ArrearsFacts
                    {
                        Stage = stage,
                        Relay = relay,
                        StageForMs = 2 * Day,
                        OverdueForMs = 30 * Day,
                        Authority = (bits & 1) != 0 ? BalanceAuthority.Ledger : BalanceAuthority.MeterEsam,
                        HasTenant = (bits & 2) != 0,
                        Overdue = (bits & 4) != 0 ? 5_000 : 0,
                        Balance = (bits & 4) != 0 ? -5_000 : 0,
                        NoticeForMs = (bits & 8) != 0 ? 8 * Day : null,
                        KeepsPower = (bits & 16) != 0,
                        IsProtected = (bits & 32) != 0,
                        IsLocked = (bits & 64) != 0,
                        IsOnEstimate = (bits & 128) != 0,
                        IsKioskSilent = (bits & 256) != 0,
                        IsMoneyOnItsWay = (bits & 512) != 0,
                        LocalHour = (bits & 1024) != 0 ? 10 : 22,
                        LocalDay = (bits & 2048) != 0 ? DayOfWeek.Monday : DayOfWeek.Saturday,
                    };
    }
}
