namespace Wattline.Cloud.Ledger.Transfers;

/// <summary>How a transfer moves money. The numbers are stored.</summary>
public enum TransferKind
{
    /// <summary>At once.</summary>
    Direct = 0,

    /// <summary>Held: it moves nothing until it is posted, and ends by itself when its time is over.</summary>
    Hold = 1,

    /// <summary>Posts a hold, all of it or a part; the rest is released.</summary>
    PostHold = 2,

    /// <summary>Releases a hold.</summary>
    VoidHold = 3,

    /// <summary>A hold whose time was over: the ledger's own.</summary>
    Expired = 4,
}
