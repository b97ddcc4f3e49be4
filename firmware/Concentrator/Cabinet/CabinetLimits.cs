namespace Wattline.Firmware.Cabinet;

/// <summary>Numbers of the cabinet, each with its reason.</summary>
public static class CabinetLimits
{
    /// <summary>A contact bounces for a few milliseconds, and nobody opens and closes a door within this time.</summary>
    public const int DebounceMs = 50;

    /// <summary>Between looks at a contact that is at rest.</summary>
    public const int LookMs = 20;

    /// <summary>Before an event that the journal refused is tried again.</summary>
    public const int RetryMs = 1000;
}
