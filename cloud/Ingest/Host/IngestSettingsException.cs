namespace Wattline.Cloud.Ingest.Host;

/// <summary>Ingestion does not start: its settings have faults, all of them named.</summary>
public sealed class IngestSettingsException(IReadOnlyList<string> faults)
    : Exception("The settings of ingestion are not usable:\n  " + string.Join("\n  ", faults))
{
    /// <summary>The faults.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;
}
