using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Contracts;

/// <summary>The types of the cloud link's events (docs/cloudlink.md).</summary>
public static class CloudEventTypes
{
    /// <summary>Readings.</summary>
    public const string Readings = "wattline.readings.v1";

    /// <summary>Events of a device or a meter.</summary>
    public const string Events = "wattline.events.v1";

    /// <summary>What kiosks took.</summary>
    public const string Money = "wattline.money.v1";

    /// <summary>A message that the gateway has in quarantine.</summary>
    public const string Quarantined = "wattline.quarantined.v1";

    /// <summary>CloudEvents' own version.</summary>
    public const string SpecVersion = "1.0";

    /// <summary>The media type of a batch (CloudEvents 1.0, HTTP binding 3.3).</summary>
    public const string BatchMediaType = "application/cloudevents-batch+json";

    /// <summary>The media type of the cloud's refusals (RFC 9457): what comes as another is not the cloud's.</summary>
    public const string ProblemMediaType = "application/problem+json";

    /// <summary>What a source begins with; the gateway's name follows.</summary>
    public const string SourcePrefix = "/gateways/";

    /// <summary>The type of a message.</summary>
    public static string Of(Message message) => message switch
    {
        ReadingsMessage => Readings,
        EventMessage => Events,
        QuarantineNotice => Quarantined,
        _ => Money,
    };
}
