namespace Wattline.Cloud.Contracts;

/// <summary>The limits of the cloud link (docs/cloudlink.md).</summary>
public static class CloudLinkLimits
{
    /// <summary>Events in a batch: one database transaction of the cloud stays short.</summary>
    public const int BatchEventsMax = 500;

    /// <summary>Bytes of a batch: what a body may cost the cloud's memory before it is looked at.</summary>
    public const int BatchBytesMax = 4 * 1024 * 1024;

    /// <summary>Bytes of a text in UTF-8 (a code, an account, a kiosk), escapes undone: what gateways let in; a message has 16 KiB at most, and names are short.</summary>
    public const int TextBytesMax = 256;

    /// <summary>Meters, plans and templates of a snapshot are bounded by its bytes: some 100,000 meters.</summary>
    public const int RegistryBytesMax = 32 * 1024 * 1024;

    /// <summary>Open replay requests in one answer; the rest come with the next.</summary>
    public const int ReplaysMax = 1_000;

    /// <summary>Bytes of an event's body as a hub carries it: Event Hubs bills by 64 KB, and the smallest tier's publication of 256 KB holds several.</summary>
    public const int HubBodyBytesMax = 64 * 1024;

    /// <summary>Bytes of that body inflated: the longest event's detail is a tenth of it, and 64 KiB of gzip could hold 64 MiB.</summary>
    public const int HubDataBytesMax = 1024 * 1024;

    /// <summary>Parts of a message: the longest SenML pack with the shortest entries has some 80.</summary>
    public const int HubPartsMax = 1_024;
}
