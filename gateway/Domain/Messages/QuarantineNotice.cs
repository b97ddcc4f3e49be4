namespace Wattline.Gateway.Domain;

/// <summary>A gateway's word that a message exists whose envelope was understood and whose body was not: the bytes are in quarantine there.</summary>
public sealed class QuarantineNotice : Message
{
    /// <summary>What its identity has behind the message's own: the message itself may still come.</summary>
    public const string IdSuffix = "/quarantined";

    /// <summary>Why, as docs/cloudlink.md names reasons: 1 to 32 of a-z _.</summary>
    public string Reason { get; set; } = "";
}
