namespace Wattline.Cloud.Portal.Settings;

/// <summary>The portal does not start: its settings have faults, all of them named.</summary>
public sealed class PortalSettingsException(IReadOnlyList<string> faults)
    : Exception("The portal's settings are not usable:\n  " + string.Join("\n  ", faults))
{
    /// <summary>The faults.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;
}
