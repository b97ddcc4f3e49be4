namespace Wattline.Cloud.Contracts;

/// <summary>What an event is told by over AMQP (CloudEvents 1.0, AMQP binding, 3.1).</summary>
public static class HubEventNames
{
    /// <summary>What the name of an attribute's property begins with.</summary>
    public const string Prefix = "cloudEvents:";

    /// <summary>CloudEvents' version.</summary>
    public const string SpecVersion = Prefix + "specversion";

    /// <summary>The message's identity, and behind it the part's number where there are parts.</summary>
    public const string Id = Prefix + "id";

    /// <summary>The gateway.</summary>
    public const string Source = Prefix + "source";

    /// <summary>What it is.</summary>
    public const string Type = Prefix + "type";

    /// <summary>When the gateway received it.</summary>
    public const string Time = Prefix + "time";

    /// <summary>The concentrator.</summary>
    public const string Subject = Prefix + "subject";

    /// <summary>The part's number, from 0; only where there are parts.</summary>
    public const string PartIndex = Prefix + "partindex";

    /// <summary>How many parts there are; only where there are parts.</summary>
    public const string PartCount = Prefix + "partcount";

    /// <summary>The content-type of every body.</summary>
    public const string ContentType = "application/json";

    /// <summary>The content-encoding of a body that is smaller for it (RFC 1952).</summary>
    public const string Gzip = "gzip";
}
