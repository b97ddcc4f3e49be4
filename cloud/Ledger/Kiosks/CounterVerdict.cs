namespace Wattline.Cloud.Ledger.Kiosks;

/// <summary>What a counter tells.</summary>
public enum CounterVerdict
{
    /// <summary>As the records say, or behind them: it is told before it moves.</summary>
    Steady,

    /// <summary>It passed its top, as the records bear out.</summary>
    Wrapped,

    /// <summary>More than the records say.</summary>
    Jumped,

    /// <summary>It began anew.</summary>
    Reset,

    /// <summary>It went back to somewhere.</summary>
    Back,
}
