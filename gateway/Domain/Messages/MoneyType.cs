namespace Wattline.Gateway.Domain;

/// <summary>What a money record tells (docs/uplink.md, money): the number is the wire's. The first four move money, the others do not.</summary>
public enum MoneyType
{
    /// <summary>Held, journalled before it is accepted.</summary>
    Escrow = 0,

    /// <summary>In the box, for an account.</summary>
    Credited = 1,

    /// <summary>Given back.</summary>
    Returned = 2,

    /// <summary>In the box, for nobody known.</summary>
    Suspense = 3,

    /// <summary>A step of the kiosk's session, journalled before it is acted on.</summary>
    Step = 4,

    /// <summary>A receipt was made, printed, or could not be printed.</summary>
    Receipt = 5,

    /// <summary>The box was taken out: the journal's sums since the last time (Z-report).</summary>
    Collection = 6,

    /// <summary>What a person counted in a box that was taken out.</summary>
    Counted = 7,

    /// <summary>What was brought to the bank.</summary>
    Deposit = 8,

    /// <summary>What a device's own counters say.</summary>
    Counters = 9,
}
