namespace Wattline.Cloud.Ledger.Arrears;

/// <summary>All that a decision about a point rests on.</summary>
public sealed record ArrearsFacts
{
    /// <summary>Whose word counts.</summary>
    public BalanceAuthority Authority { get; init; } = BalanceAuthority.Ledger;

    /// <summary>Somebody lives there.</summary>
    public bool HasTenant { get; init; } = true;

    /// <summary>What was done was about another tenant, who has left.</summary>
    public bool IsOfOtherTenant { get; init; }

    /// <summary>What is overdue, minor units.</summary>
    public long Overdue { get; init; }

    /// <summary>For how long, milliseconds.</summary>
    public long OverdueForMs { get; init; }

    /// <summary>The account's balance, minor units: above zero it has paid ahead.</summary>
    public long Balance { get; init; }

    /// <summary>How far it has come.</summary>
    public ArrearsStage Stage { get; init; }

    /// <summary>For how long it has been there, milliseconds.</summary>
    public long StageForMs { get; init; }

    /// <summary>How long ago the notice was proven, milliseconds; null while it is not.</summary>
    public long? NoticeForMs { get; init; }

    /// <summary>The point keeps its power (保电), by its meter or by us.</summary>
    public bool KeepsPower { get; init; }

    /// <summary>The customer is protected: by law, by illness, by a court.</summary>
    public bool IsProtected { get; init; }

    /// <summary>The point is locked for another reason: it is not reconnected by a payment.</summary>
    public bool IsLocked { get; init; }

    /// <summary>What is owed rests on an estimate or a doubtful reading.</summary>
    public bool IsOnEstimate { get; init; }

    /// <summary>A kiosk that may hold the customer's cash has not reported all.</summary>
    public bool IsKioskSilent { get; init; }

    /// <summary>A note of the customer's is in escrow, or an order is open.</summary>
    public bool IsMoneyOnItsWay { get; init; }

    /// <summary>The hour of the day where the point is, 0 to 23.</summary>
    public int LocalHour { get; init; } = 12;

    /// <summary>The day there.</summary>
    public DayOfWeek LocalDay { get; init; } = DayOfWeek.Tuesday;

    /// <summary>What the meter says.</summary>
    public RelayState Relay { get; init; } = RelayState.Closed;
}
