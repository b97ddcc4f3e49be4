namespace Wattline.Firmware.Storage;

/// <summary>Reasons of a lost event (docs/uplink.md).</summary>
public static class LostReasons
{
    /// <summary>The ring was full, or the message belongs to an epoch that is gone.</summary>
    public const string Overwritten = "overwritten";

    /// <summary>The medium does not give back what was written.</summary>
    public const string Unreadable = "unreadable";
}
