namespace Wattline.Cloud.Ledger.Arrears;

/// <summary>What a meter says of its relay.</summary>
public enum RelayState
{
    /// <summary>It has said nothing, or not since something was asked of it.</summary>
    Unknown,

    /// <summary>Connected.</summary>
    Closed,

    /// <summary>Disconnected.</summary>
    Open,

    /// <summary>Disconnected, and the customer may connect it by the button.</summary>
    Allowed,
}
