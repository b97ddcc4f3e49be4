namespace Wattline.Cloud.Ledger.Arrears;

/// <summary>Who says what a point's customer has left to spend: one for each point, never two. The numbers are stored.</summary>
public enum BalanceAuthority
{
    /// <summary>No one.</summary>
    None = 0,

    /// <summary>This ledger: bills, arrears, commands from the cloud.</summary>
    Ledger = 1,

    /// <summary>The security module in the meter: it counts down what was loaded, and trips by itself.</summary>
    MeterEsam = 2,

    /// <summary>A token meter: it counts down what its tokens gave it.</summary>
    TokenMeter = 3,
}
