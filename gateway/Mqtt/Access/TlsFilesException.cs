namespace Wattline.Gateway.Mqtt;

/// <summary>TLS files that cannot be used: each with what is wrong. Never what is in them.</summary>
public sealed class TlsFilesException(IReadOnlyList<string> faults) : Exception(string.Join(Environment.NewLine, faults))
{
    /// <summary>A line for each fault.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;
}
