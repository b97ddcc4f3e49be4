using System.ComponentModel;
using Wattline.Cloud.Ingest;
using Wattline.Cloud.Ingest.Hubs;
using Wattline.Cloud.Ingest.Queries;
using Wattline.Cloud.Metering.Registry;
using Wattline.Cloud.Portal.Access;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Portal.Api;

/// <summary>Concentrators, payments, quarantine: what is looked at when something is wrong.</summary>
internal static class OverviewEndpoints
{
    private const int LimitDefault = 100;

    public static void MapOverview(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api").ForReaders().ProducesProblem(401);
        api.MapGet("/concentrators", Concentrators).WithSummary("Concentrators, by whom they were heard last, and what is missing of their streams.");
        api.MapGet("/hubs", Hubs).WithSummary("Partitions of hubs that are read here, how far, and what holds them up; and hubs that refuse.");
        api.MapGet("/payments", Payments).WithSummary("What was credited to accounts, and what became of each note.").Produces<PaymentList>().ProducesValidationProblem();
        routes.MapDelete("/api/quarantine", Clear).ForAdmins().WithSummary("Forgets what came into quarantine before a moment, when a person has looked at it.")
            .Produces<ClearedQuarantine>().ProducesValidationProblem().ProducesProblem(401).ProducesProblem(403);
        api.MapGet("/quarantine", Quarantine).WithSummary("Events that were not understood, with their bytes and the reason; and alarms.").Produces<QuarantineList>().ProducesValidationProblem();
    }

    private static IReadOnlyList<ConcentratorView> Concentrators(MeterRegistry registry, IngestQueries queries)
    {
        var known = registry.Concentrators().ToDictionary(c => c.Id, StringComparer.Ordinal);
        var heard = queries.Heard();
        var streams = queries.Streams().ToLookup(s => s.Concentrator, StringComparer.Ordinal);
        var lost = queries.Lost().ToLookup(l => l.Concentrator, StringComparer.Ordinal);
        return [.. known.Keys.Union(heard.Keys).Order(StringComparer.Ordinal).Select(id =>
        {
            var told = heard.TryGetValue(id, out var last);
            return new ConcentratorView(
                id, known.GetValueOrDefault(id)?.EverySeconds, registry.Plan(id)?.Version,
                told ? last.Gateway : null, told ? DateTimeOffset.FromUnixTimeMilliseconds(last.ReceivedMs) : null, [.. streams[id]], [.. lost[id]],
                [.. queries.Outages(id).Select(OutageView.Of)]);
        })];
    }

    private static HubList Hubs(IServiceProvider services) => services.GetService<HubConsumers>() is { } hubs
        ? new HubList([.. hubs.Hubs.SelectMany(static hub => hub.Partitions).OrderBy(static one => one.Hub, StringComparer.Ordinal).ThenBy(static one => one.Partition, StringComparer.Ordinal)], hubs.Troubles)
        : new HubList([], []);

    private static IResult Payments(IngestQueries queries, string? limit = null, string? skip = null)
    {
        var parameters = new Parameters();
        var rows = (int)parameters.Number("limit", limit, LimitDefault, 1, IngestLimits.PageRowsMax);
        var first = parameters.Number("skip", skip, 0, 0, long.MaxValue);
        return parameters.Refusal ?? TypedResults.Ok(new PaymentList(queries.Accounts(), [.. queries.Notes(rows, first).Select(n =>
            new NoteView(n.Concentrator, n.Epoch, n.Kiosk, n.Note, n.State.Name(), n.Endings, n.Value, n.Currency, n.Account))]));
    }

    private static IResult Clear(
        IngestService ingest, ILogger<PortalProcess> log, [Description("Needed. A moment such as 2026-03-01T00:00:00Z, or a date.")] string? before = null)
    {
        var parameters = new Parameters();
        var moment = parameters.Moment("before", before, 0, TimeZoneInfo.Utc);
        if (before is null) parameters.Fault("before", "a moment such as 2026-03-01T00:00:00Z is needed");
        if (parameters.Refusal is { } refusal) return refusal;
        var cleared = ingest.ClearQuarantine(ReadingView.Moment(moment));
        PortalLog.QuarantineCleared(log, cleared, before!);
        return TypedResults.Ok(new ClearedQuarantine(cleared));
    }

    private static IResult Quarantine(IngestQueries queries, string? limit = null, string? skip = null)
    {
        var parameters = new Parameters();
        var rows = (int)parameters.Number("limit", limit, LimitDefault, 1, 1_000);
        var first = parameters.Number("skip", skip, 0, 0, long.MaxValue);
        return parameters.Refusal ?? TypedResults.Ok(new QuarantineList(queries.Quarantine(rows, first), queries.Alarms(rows)));
    }
}
