using System.ComponentModel;
using Wattline.Cloud.Ingest;
using Wattline.Cloud.Ingest.Queries;
using Wattline.Cloud.Metering.Completeness;
using Wattline.Cloud.Metering.Registry;
using Wattline.Cloud.Portal.Access;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Portal.Api;

/// <summary>Meters, their readings, and how complete these are.</summary>
internal static class MeterEndpoints
{
    private const int LimitDefault = 1_000;

    public static void MapMeters(this IEndpointRouteBuilder routes)
    {
        var meters = routes.MapGroup("/api/meters").ForReaders().ProducesProblem(401);
        meters.MapGet("", (MeterRegistry registry) => TypedResults.Ok(registry.Meters())).WithSummary("All meters of the registry.");
        meters.MapGet("/{id}", (string id, MeterRegistry registry) =>
            registry.Meter(id) is { } meter ? Results.Ok(meter) : Unknown(id)).WithSummary("One meter.").Produces<MeterEntry>().ProducesProblem(404);
        meters.MapGet("/{id}/readings", Readings)
            .WithSummary("Readings by slot, from inclusive, to exclusive; JSON, or CSV by Accept or format=csv. Values are exact decimals as text.")
            .Produces<ReadingList>().Produces<string>(200, "text/csv").ProducesValidationProblem().ProducesProblem(404);
        meters.MapGet("/{id}/completeness", Completeness)
            .WithSummary("What the plan promises, what is stored, what is explained and what is missing, day by day in the meter's zone.")
            .Produces<CompletenessReport>().ProducesValidationProblem().ProducesProblem(404);
    }

    private static IResult Readings(
        string id, HttpContext context, MeterRegistry registry, IngestQueries queries,
        [Description("One channel only, such as 1-0:1.8.0 or 1-0:1.8.0.255.")] string? obis = null,
        [Description(Parameters.MomentHelp)] string? from = null,
        [Description(Parameters.MomentHelp + " Not included.")] string? to = null,
        [Description("current (the default), or all: superseded versions too.")] string? versions = null,
        [Description("Rows of a page, 1 to 10000; JSON has 1000 when nothing is said, CSV all.")] string? limit = null,
        [Description("Rows to pass over.")] string? skip = null,
        [Description("json or csv; without it Accept decides.")] string? format = null)
    {
        if (registry.Meter(id) is not { } meter) return Unknown(id);
        var zone = TimeZoneInfo.FindSystemTimeZoneById(meter.Zone);
        var parameters = new Parameters();
        var page = new ReadingPage(
            id,
            parameters.Code("obis", obis),
            parameters.Moment("from", from, long.MinValue, zone),
            parameters.Moment("to", to, long.MaxValue, zone) - 1,
            AllVersions: versions == "all",
            (int)parameters.Number("limit", limit, LimitDefault, 1, IngestLimits.PageRowsMax),
            parameters.Number("skip", skip, 0, 0, long.MaxValue - IngestLimits.PageRowsMax));
        if (versions is not (null or "all" or "current")) parameters.Fault("versions", "all or current is needed");
        if (format is not (null or "csv" or "json")) parameters.Fault("format", "csv or json is needed");
        if (page.From > page.To && from is not null && to is not null) parameters.Fault("to", "is not after from");
        if (parameters.Refusal is { } refusal) return refusal;

        var units = new MeterUnits(registry.Plan(meter.Concentrator), id);
        var csv = format == "csv" || (format is null && context.Request.Headers.Accept.ToString().Contains("text/csv", StringComparison.OrdinalIgnoreCase));
        if (csv && limit is null && skip is null)
            return Results.Stream(stream => ReadingCsv.WriteAllAsync(stream, queries, page, units, context.RequestAborted), "text/csv", id + ".csv");

        // One row more than asked for tells whether there is another page.
        var found = queries.Readings(page with { Limit = page.Limit + 1 });
        var rows = found.Take(page.Limit).ToList();
        var next = found.Count > page.Limit ? NextPage(context.Request, page.Skip + page.Limit) : null;
        if (next is not null) context.Response.Headers.Link = $"<{next}>; rel=\"next\"";
        return csv
            ? Results.Text(ReadingCsv.Write(rows, units), "text/csv")
            : TypedResults.Ok(new ReadingList(id, [.. rows.Select(row => ReadingView.Of(row, units))], next));
    }

    private static IResult Completeness(
        string id, MeterRegistry registry, IngestQueries queries, GapQueries gaps, TimeProvider wall,
        [Description(Parameters.MomentHelp + " The first slot stored when nothing is said.")] string? from = null,
        [Description(Parameters.MomentHelp + " Not included; the last slot stored when nothing is said.")] string? to = null)
    {
        if (registry.Meter(id) is not { } meter) return Unknown(id);
        if (registry.Plan(meter.Concentrator) is null) return Problem.NotFound($"Concentrator {meter.Concentrator} has no plan.");
        var zone = TimeZoneInfo.FindSystemTimeZoneById(meter.Zone);
        var stored = queries.SlotsOf(id);
        var parameters = new Parameters();
        // A slot that a wrong clock put far ahead does not move the report there.
        var now = wall.GetUtcNow().ToUnixTimeSeconds();
        var end = parameters.Moment("to", to, stored is { } until ? Math.Min(until.Last + 1, now + 86_400) : now, zone);
        var start = parameters.Moment("from", from, stored is { } since ? Math.Clamp(since.First, Math.Max(Parameters.FirstSecond, end - CompletenessCount.DaysMax * 86_400L), end) : end, zone);
        if (start > end) parameters.Fault("to", "is before from");
        else if (end - start > CompletenessCount.DaysMax * 86_400L) parameters.Fault("from", $"at most {CompletenessCount.DaysMax} days are counted at once");
        if (parameters.Refusal is { } refusal) return refusal;

        var plans = registry.Plans(meter.Concentrator, start, end);
        var count = new CompletenessCount(plans, id, zone, start, end);
        foreach (var outage in queries.Outages(meter.Concentrator, start, end))
        {
            // It stands for the meters of the plan then in use; where that was never told, of the one in force at its end.
            var then = outage.Plan is { } version ? registry.Plan(meter.Concentrator, version) : plans.LastOrDefault(plan => plan.Version <= outage.LastSlot) ?? plans[0];
            if (then?.Meters.Any(planned => planned.Id == id) == true) count.Explain(outage.FirstSlot, outage.LastSlot, then.EveryS, outage.Cause);
        }

        gaps.Stream(start, end, gap =>
        {
            if (gap.Meter != id) return;
            // It stands for slots where a load record was asked for; other memories' items are no slots.
            var then = plans.LastOrDefault(plan => plan.Version <= gap.Last) ?? plans[0];
            if (then.Meters.FirstOrDefault(planned => planned.Id == id) is not { } planned || then.Templates[planned.Template].Tasks?.ElementAtOrDefault(gap.Task ?? -1)?.Type != "profile") return;
            if (gap.Cause == QualityTable.NoSupply) count.AddDarkness(gap.First, gap.Last, then.EveryS);
            else count.Explain(gap.First, gap.Last, then.EveryS, gap.Cause);
        });
        queries.StreamSlots(id, ReadingKind.Freeze, lengthS: 0, start, end, count.AddRemembered);
        queries.StreamSlots(id, ReadingKind.Register, lengthS: 0, start, end, count.Add);
        return TypedResults.Ok(count.Finish());
    }

    private static string NextPage(HttpRequest request, long skip)
    {
        var query = request.Query.Where(pair => pair.Key != "skip")
            .SelectMany(pair => pair.Value, (pair, value) => KeyValuePair.Create<string, string?>(pair.Key, value))
            .Append(new("skip", skip.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        return request.Path + QueryString.Create(query).Value;
    }

    private static IResult Unknown(string id) => Problem.NotFound($"The registry has no meter '{(id.Length <= 32 ? id : id[..32] + "…")}'.");
}
