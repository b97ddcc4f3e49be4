namespace Wattline.Gateway.Host.Settings;

/// <summary>Settings that the gateway cannot start with: every fault at once, none of them with a secret in it.</summary>
public sealed class SettingsException(IReadOnlyList<string> faults)
    : Exception("The settings cannot be used:" + string.Concat(faults.Select(static fault => $"{Environment.NewLine}  {fault}")))
{
    /// <summary>A line for each fault: the setting, and what is wrong.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;
}
