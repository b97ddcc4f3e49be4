using Wattline.Cloud.Ingest.Queries;

namespace Wattline.Cloud.Portal.Api;

/// <summary>A concentrator as the API shows it.</summary>
/// <param name="Id">Its name.</param>
/// <param name="EveryS">Seconds from slot to slot; null when the registry does not know it.</param>
/// <param name="Plan">Its newest plan version.</param>
/// <param name="Gateway">The gateway that heard it last.</param>
/// <param name="HeardAt">When that gateway received its last message.</param>
/// <param name="Streams">Its streams, by epoch.</param>
/// <param name="Lost">What it said is lost.</param>
/// <param name="Outages">Its very long outages, of which it has no entries.</param>
public sealed record ConcentratorView(
    string Id, int? EveryS, long? Plan, string? Gateway, DateTimeOffset? HeardAt, IReadOnlyList<StreamState> Streams, IReadOnlyList<LostRow> Lost,
    IReadOnlyList<OutageView> Outages);
