namespace Wattline.Simulators.Meters.Memory;

/// <summary>Kinds of freezes; the numbers are DI2 (DL/T 645-2007, table A.6, and its supplement for 05 to 07).</summary>
public enum FreezeKind
{
    /// <summary>At moments that 16H sets.</summary>
    Timed = 0,

    /// <summary>When 16H says "now".</summary>
    Instant = 1,

    /// <summary>The other zone table came into use.</summary>
    ZoneSwitch = 2,

    /// <summary>The other period table came into use.</summary>
    PeriodSwitch = 3,

    /// <summary>Every hour.</summary>
    Hourly = 4,

    /// <summary>Other rates came into use.</summary>
    RateSwitch = 5,

    /// <summary>Every midnight.</summary>
    Daily = 6,

    /// <summary>Another step tariff came into use.</summary>
    StepSwitch = 7,
}
