namespace Wattline.Cloud.Ledger.Arrears;

/// <summary>What a customer is told of a disconnected point. "Allowed" is never said for "closed", nor the other way: each rests on the meter's own word.</summary>
public enum CustomerWord
{
    /// <summary>It was never disconnected for arrears: there is nothing to say.</summary>
    Nothing,

    /// <summary>It is disconnected until this is paid.</summary>
    PayFirst,

    /// <summary>It is paid; the meter has not answered yet.</summary>
    Underway,

    /// <summary>It is paid; somebody has to look before it is released.</summary>
    AskUs,

    /// <summary>The meter says that it may be closed: press its button.</summary>
    AllowedPressButton,

    /// <summary>The meter says that it is closed.</summary>
    Closed,
}
