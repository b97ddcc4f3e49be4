namespace Wattline.Cloud.Ledger.Arrears;

/// <summary>How far it has come with a point. The numbers are stored.</summary>
public enum ArrearsStage
{
    /// <summary>Nothing is wrong.</summary>
    Clear = 0,

    /// <summary>The customer was told.</summary>
    Warned = 1,

    /// <summary>The meter's alarm was asked for.</summary>
    Alarmed = 2,

    /// <summary>A disconnection was asked for.</summary>
    Tripped = 3,

    /// <summary>A reconnection by the button was asked for.</summary>
    Released = 4,
}
