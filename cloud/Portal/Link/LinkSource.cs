using System.Collections.Frozen;
using Wattline.Cloud.Commands.Claims;
using Wattline.Cloud.Commands.Link;
using Wattline.Cloud.Contracts;
using Wattline.Cloud.Ingest.Coverage;
using Wattline.Cloud.Ingest.Queries;
using Wattline.Cloud.Metering.Registry;

namespace Wattline.Cloud.Portal.Link;

/// <summary>What the link tells gateways, out of registry and ingestion.</summary>
internal sealed class LinkSource(MeterRegistry registry, IngestQueries queries, ReplayPlanner replays) : ILinkSource
{
    /// <summary>Names in one query.</summary>
    private const int NamesInQuery = 500;

    private volatile Assignments _assignments = new(-1, FrozenDictionary<string, string>.Empty);

    public long RegistryVersion() => registry.Version();

    public RegistryDocument Registry(string gateway, IReadOnlyCollection<string> elsewhere)
    {
        var snapshot = registry.Snapshot(gateway, queries.Heard().Where(heard => heard.Value.Gateway == gateway).Select(heard => heard.Key), elsewhere);
        return new RegistryDocument(snapshot.Tag, snapshot.Json);
    }

    public IReadOnlyList<ReplayRequest> Replays(string gateway) => replays.Open(gateway);

    public IReadOnlyList<HighWater> Marks(IReadOnlyCollection<string> concentrators) =>
        [.. concentrators.Chunk(NamesInQuery).SelectMany(names => queries.Marks(names, LinkLimits.EpochsMax))];

    public string? Assigned(string concentrator) => _assignments.Gateways.GetValueOrDefault(concentrator);

    public IReadOnlyCollection<Evidence> Heard(string gateway) =>
        [.. queries.Heard().Where(heard => heard.Value.Gateway == gateway).Select(heard => new Evidence(heard.Key, heard.Value.ReceivedMs))];

    /// <summary>Reads who is named for whom, when it may have changed.</summary>
    public void Refresh()
    {
        var version = registry.Version();
        if (version == _assignments.Version) return;
        _assignments = new Assignments(version, registry.Concentrators().ToFrozenDictionary(one => one.Id, one => one.Gateway, StringComparer.Ordinal));
    }

    private sealed record Assignments(long Version, FrozenDictionary<string, string> Gateways);
}
