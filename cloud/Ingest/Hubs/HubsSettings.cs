namespace Wattline.Cloud.Ingest.Hubs;

/// <summary>Which hubs are read, and how. The same names stand under <c>Portal:Hubs</c> and <c>Ingest:Hubs</c>.</summary>
public sealed record HubsSettings
{
    /// <summary>The namespace, as the Azure portal and the emulator write it; empty: no hub is read.</summary>
    public string ConnectionString { get; init; } = "";

    /// <summary>The hubs, with commas between them.</summary>
    public string Names { get; init; } = "money,events,readings";

    /// <summary>The consumer group: nobody else should read with it.</summary>
    public string Group { get; init; } = "$Default";

    /// <summary>How long a process may be silent before others take its partitions, seconds.</summary>
    public int LeaseSeconds { get; init; } = 15;

    /// <summary>Events of one transaction at most.</summary>
    public int BatchEvents { get; init; } = 500;

    /// <summary>Events of a partition that are fetched ahead at most.</summary>
    public int PrefetchEvents { get; init; } = 1_000;

    /// <summary>MiB of them.</summary>
    public int PrefetchMebibytes { get; init; } = 16;

    /// <summary>The hubs one by one.</summary>
    public IReadOnlyList<string> HubNames => Names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
