using Wattline.Cloud.Ingest.Hubs;

namespace Wattline.Cloud.Ingest.Host;

/// <summary>What an operator sets for ingestion alone, in section <c>Ingest</c>.</summary>
public sealed record IngestHostSettings
{
    /// <summary>The section's name.</summary>
    public const string Section = "Ingest";

    /// <summary>Where health is told; port 0 takes a free one.</summary>
    public string Listen { get; init; } = "http://127.0.0.1:8481";

    /// <summary>PostgreSQL (docs/store.md): <c>Host=…;Database=…;Username=…;Password=…</c>. Processes on several machines share it.</summary>
    public string DatabaseConnection { get; init; } = "";

    /// <summary>Or the file of the embedded database, which processes of one machine can share.</summary>
    public string DatabaseFile { get; init; } = "";

    /// <summary>The hubs.</summary>
    public HubsSettings Hubs { get; init; } = new();
}
