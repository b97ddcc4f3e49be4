namespace Wattline.Simulators.EventHub.Hubs;

/// <summary>What a key or an issuer's tokens permit, as Azure names it.</summary>
[Flags]
public enum AccessRights
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Publishing.</summary>
    Send = 1,

    /// <summary>Reading.</summary>
    Listen = 2,

    /// <summary>Both, and what an administrator does.</summary>
    Manage = 4 | Send | Listen,
}
