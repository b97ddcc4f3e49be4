namespace Wattline.Gateway.Runtime.Forwarding;

/// <summary>What it means that a record which quarantine did not take stays in the journal.</summary>
internal enum PoisonHold
{
    /// <summary>It waits there from now on.</summary>
    First,

    /// <summary>It waits there already.</summary>
    Known,

    /// <summary>Another record with the same bytes waits there: this one is not needed.</summary>
    Twin,
}
