namespace Wattline.Cloud.Ledger.Arrears;

/// <summary>
/// Warn, alarm, trip, close: a table. The first line whose condition holds is the decision; it depends on the facts and on nothing else. What gives
/// power back is held up by nothing but a lock; what takes it away by anything that is not certain.
/// </summary>
public static class ArrearsRules
{
    private static readonly (Func<ArrearsFacts, ArrearsPolicy, bool> When, ArrearsAction Action, ArrearsReason Reason)[] _table =
    [
        (static (f, _) => f.Authority != BalanceAuthority.Ledger, ArrearsAction.None, ArrearsReason.OtherAuthority),
        (static (f, _) => !f.HasTenant, ArrearsAction.None, ArrearsReason.NoTenant),

        // The tenant before has left: nothing of it is held against the next.
        (static (f, _) => f is { IsOfOtherTenant: true, Stage: ArrearsStage.Tripped, IsLocked: true }, ArrearsAction.None, ArrearsReason.Locked),
        (static (f, _) => f is { IsOfOtherTenant: true, Stage: ArrearsStage.Tripped }, ArrearsAction.AllowClose, ArrearsReason.NewTenant),
        (static (f, _) => f is { IsOfOtherTenant: true, Stage: ArrearsStage.Alarmed }, ArrearsAction.AlarmOff, ArrearsReason.NewTenant),

        // Paid: what was done is undone.
        (static (f, p) => IsPaid(f, p) && f is { Stage: ArrearsStage.Tripped, IsLocked: true }, ArrearsAction.None, ArrearsReason.Locked),
        (static (f, p) => IsPaid(f, p) && f is { Stage: ArrearsStage.Tripped }, ArrearsAction.AllowClose, ArrearsReason.PaidUp),
        (static (f, p) => IsPaid(f, p) && f is { Stage: ArrearsStage.Released, IsLocked: false, Relay: RelayState.Open or RelayState.Unknown } && f.StageForMs >= p.ReleaseAgainMs, ArrearsAction.AllowClose, ArrearsReason.PaidUp),
        (static (f, p) => IsPaid(f, p) && f is { Stage: ArrearsStage.Released, Relay: not RelayState.Closed }, ArrearsAction.None, ArrearsReason.WaitsForButton),
        (static (f, p) => IsPaid(f, p) && f is { Stage: ArrearsStage.Alarmed }, ArrearsAction.AlarmOff, ArrearsReason.PaidUp),
        (static (f, p) => IsPaid(f, p) && f.Stage != ArrearsStage.Clear, ArrearsAction.None, ArrearsReason.PaidUp),
        (static (f, _) => f.Overdue == 0, ArrearsAction.None, ArrearsReason.NothingOwed),

        // Disconnected and not paid: nothing more is done to it.
        (static (f, _) => f is { Stage: ArrearsStage.Tripped, Relay: RelayState.Closed }, ArrearsAction.None, ArrearsReason.ClosedByOthers),
        (static (f, _) => f.Stage == ArrearsStage.Tripped, ArrearsAction.None, ArrearsReason.StillOwes),

        // Owed.
        (static (f, p) => f.Overdue < p.OverdueMin, ArrearsAction.None, ArrearsReason.TooLittle),
        (static (f, p) => f.OverdueForMs < p.GraceMs, ArrearsAction.None, ArrearsReason.TooEarly),
        (static (f, _) => f.Stage is ArrearsStage.Clear or ArrearsStage.Released, ArrearsAction.Warn, ArrearsReason.Overdue),
        (static (f, _) => f.KeepsPower, ArrearsAction.None, ArrearsReason.KeepsPower),
        (static (f, _) => f.IsProtected, ArrearsAction.None, ArrearsReason.Protected),
        (static (f, _) => f.NoticeForMs is null, ArrearsAction.None, ArrearsReason.NoticeNotProven),
        (static (f, p) => f.NoticeForMs < p.NoticeMs, ArrearsAction.None, ArrearsReason.NoticePeriod),
        (static (f, p) => f.Stage == ArrearsStage.Warned && p.IsQuiet(f.LocalHour, f.LocalDay), ArrearsAction.None, ArrearsReason.QuietHours),
        (static (f, _) => f.Stage == ArrearsStage.Warned, ArrearsAction.Alarm, ArrearsReason.NoticeOver),

        // Alarmed: the trip, unless anything is not certain.
        (static (f, p) => f.StageForMs < p.AlarmMs, ArrearsAction.None, ArrearsReason.AlarmPeriod),
        (static (f, _) => f.IsOnEstimate, ArrearsAction.None, ArrearsReason.OnEstimate),
        (static (f, _) => f.IsKioskSilent, ArrearsAction.None, ArrearsReason.KioskSilent),
        (static (f, _) => f.IsMoneyOnItsWay, ArrearsAction.None, ArrearsReason.MoneyOnItsWay),
        (static (f, p) => p.IsQuiet(f.LocalHour, f.LocalDay), ArrearsAction.None, ArrearsReason.QuietHours),
        (static (f, _) => f.Relay is RelayState.Open or RelayState.Allowed, ArrearsAction.None, ArrearsReason.AlreadyOpen),
        (static (_, _) => true, ArrearsAction.Trip, ArrearsReason.AlarmOver),
    ];

    /// <summary>What is wanted, and why.</summary>
    public static (ArrearsAction Action, ArrearsReason Reason) Decide(ArrearsFacts facts, ArrearsPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(policy);
        foreach (var (when, action, reason) in _table)
            if (when(facts, policy)) return (action, reason);
        throw new InvalidOperationException("The table's last line always holds.");
    }

    /// <summary>True when a trip that was decided would be decided again.</summary>
    public static bool MayTrip(ArrearsFacts facts, ArrearsPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(policy);
        return Decide(facts with { Stage = ArrearsStage.Alarmed, StageForMs = policy.AlarmMs }, policy).Action == ArrearsAction.Trip;
    }

    /// <summary>The stage that follows; the same when nothing changes.</summary>
    public static ArrearsStage Next(ArrearsStage stage, ArrearsAction action, ArrearsReason reason) => action switch
    {
        ArrearsAction.Warn => ArrearsStage.Warned,
        ArrearsAction.Alarm => ArrearsStage.Alarmed,
        ArrearsAction.Trip => ArrearsStage.Tripped,
        ArrearsAction.AllowClose => ArrearsStage.Released,
        ArrearsAction.AlarmOff => ArrearsStage.Clear,
        _ => reason == ArrearsReason.PaidUp ? ArrearsStage.Clear : stage,
    };

    private static bool IsPaid(ArrearsFacts facts, ArrearsPolicy policy) => facts.Overdue == 0 && facts.Balance > policy.CloseAbove;
}
