namespace Wattline.Firmware.Kiosks;

/// <summary>What a directory knows of a customer.</summary>
public sealed class CustomerAnswer
{
    /// <summary>False when nobody is known by that text, or the account is closed.</summary>
    public bool IsKnown { get; set; }

    /// <summary>The account, 1 to 32 visible ASCII characters.</summary>
    public string Account { get; set; }

    /// <summary>The name with most of it masked, for the customer to say yes to.</summary>
    public string Masked { get; set; }

    /// <summary>Minor units of balance; never negative, what is owed is <see cref="Arrears"/>.</summary>
    public long Balance { get; set; }

    /// <summary>Minor units that are owed.</summary>
    public long Arrears { get; set; }

    /// <summary>ISO 4217 of both.</summary>
    public string Currency { get; set; }

    /// <summary>True when the cloud itself answered; false when the list that was kept did.</summary>
    public bool IsOnline { get; set; }

    /// <summary>One of <see cref="ReconnectState"/>; told only by the cloud.</summary>
    public int Reconnect { get; set; }

    /// <summary>Minor units that may be taken now; offline the list's limit, less what was taken since.</summary>
    public long ValueMax { get; set; }
}
