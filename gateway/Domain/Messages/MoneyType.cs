namespace Wattline.Gateway.Domain;

/// <summary>What happened to a note or coin (docs/uplink.md, money): the number is the wire's.</summary>
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
}
