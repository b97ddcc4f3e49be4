namespace Wattline.Cloud.Ledger.Arrears;

/// <summary>What is wanted of a point. The numbers are stored.</summary>
public enum ArrearsAction
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The customer is told, in a way that can be proven.</summary>
    Warn = 1,

    /// <summary>The meter shows and sounds its alarm.</summary>
    Alarm = 2,

    /// <summary>The alarm ends.</summary>
    AlarmOff = 3,

    /// <summary>The meter disconnects.</summary>
    Trip = 4,

    /// <summary>The customer may reconnect, by the meter's button: never by itself.</summary>
    AllowClose = 5,
}
