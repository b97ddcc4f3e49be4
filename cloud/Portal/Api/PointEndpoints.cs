using System.ComponentModel;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Wattline.Cloud.Metering.Completeness;
using Wattline.Cloud.Metering.Formats;
using Wattline.Cloud.Metering.Processing;
using Wattline.Cloud.Metering.Tables;
using Wattline.Cloud.Metering.Versions;
using Wattline.Cloud.Portal.Access;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Portal.Api;

/// <summary>Metering points: intervals with their versions, edits, completeness.</summary>
internal static class PointEndpoints
{
    private const string DateHelp = "A date such as 2026-03-01, in the point's zone.";
    private const int BodyBytesMax = 4_096;

    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public static void MapPoints(this IEndpointRouteBuilder routes)
    {
        var points = routes.MapGroup("/api/points").ForReaders().ProducesProblem(401);
        points.MapGet("", (RegistryBook book) => TypedResults.Ok(book.Points())).WithSummary("All metering points of the registry.");
        points.MapGet("/{id}/intervals", Intervals).WithSummary("Intervals of days, both dates with them: what was used, multiplied, with quality and version.")
            .Produces<IReadOnlyList<IntervalJson>>().ProducesValidationProblem().ProducesProblem(404);
        points.MapGet("/{id}/intervals/{end:long}/versions", Versions).WithSummary("Every version of the interval that ends at a moment (Unix seconds): what, who, when, why.")
            .Produces<IReadOnlyList<VersionJson>>().ProducesValidationProblem().ProducesProblem(404);
        points.MapGet("/{id}/net", Net).WithSummary("Intervals of days less what points behind this one's meter measured (套扣); nothing where one of them is not known.")
            .Produces<IReadOnlyList<NetJson>>().ProducesValidationProblem().ProducesProblem(404);
        points.MapGet("/{id}/completeness", Completeness).WithSummary("What was to be measured of a point, day by day, what came and why not.")
            .Produces<IReadOnlyList<PointDay>>().ProducesValidationProblem();
        routes.MapPut("/api/points/{id}/intervals/{end:long}", EditAsync).ForAdmins().WithSummary("Sets an interval: {\"version\":1,\"amount\":\"0.25\",\"why\":\"…\"}. Refused when the version has moved on.")
            .TakesBody("application/json").Produces<IReadOnlyList<VersionJson>>().ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
        routes.MapPost("/api/points/{id}/estimate", Estimate).ForAdmins().WithSummary("Makes days again, and says where an estimate has nothing to go by.")
            .Produces<EstimateReport>().ProducesValidationProblem().ProducesProblem(401).ProducesProblem(403);
        routes.MapPost("/api/intervals/run", Run).ForAdmins().WithSummary("Makes the intervals of all points anew, of at most 62 days.")
            .Produces<RunReport>().ProducesValidationProblem().ProducesProblem(401).ProducesProblem(403);
        var completeness = routes.MapGroup("/api/completeness").ForReaders().ProducesProblem(401);
        completeness.MapGet("", Sums).WithSummary("Completeness of all points, by area, by concentrator (by=area, by=concentrator), or of one of these.")
            .Produces<IReadOnlyList<CompletenessSum>>().ProducesValidationProblem();
    }

    private static IResult Intervals(
        string id, RegistryBook book, IntervalBook intervals, TimeProvider wall, string? obis = null, [Description(DateHelp)] string? from = null, [Description(DateHelp)] string? to = null,
        [Description("json (without it), csv, nem12 or espi (Green Button).")] string? format = null)
    {
        var parameters = new Parameters();
        var (first, last) = Dates(parameters, from, to);
        if (format is not (null or "json" or "csv" or "nem12" or "espi")) parameters.Fault("format", "json, csv, nem12 or espi is needed");
        if (Find(id, obis, parameters, book, intervals) is not var (series, zone) || parameters.Refusal is not null)
            return parameters.Refusal ?? Problem.NotFound($"There are no intervals of '{id}'.");
        if (format is not (null or "json")) return Export(format, series, zone, book, intervals.Read(series, first, last), wall.GetUtcNow());
        return TypedResults.Ok<IReadOnlyList<IntervalJson>>([.. intervals.Read(series, first, last).Select(IntervalJson.Of)]);
    }

    private static IResult Net(
        string id, RegistryBook book, IntervalBook intervals, NetBook net, string? obis = null, [Description(DateHelp)] string? from = null, [Description(DateHelp)] string? to = null)
    {
        var parameters = new Parameters();
        var (first, last) = Dates(parameters, from, to);
        if (Find(id, obis, parameters, book, intervals) is not var (series, _) || parameters.Refusal is not null)
            return parameters.Refusal ?? Problem.NotFound($"There are no intervals of '{id}'.");
        return TypedResults.Ok<IReadOnlyList<NetJson>>([.. net.Read(series, first, last).Select(NetJson.Of)]);
    }

    private static IResult Versions(string id, long end, RegistryBook book, IntervalBook intervals, string? obis = null)
    {
        var parameters = new Parameters();
        if (end is < Parameters.FirstSecond + 86_400 or > Parameters.LastSecond - 86_400) parameters.Fault("end", "a moment in Unix seconds is needed");
        if (parameters.Refusal is { } wrong) return wrong;
        if (Find(id, obis, parameters, book, intervals) is not var (series, zone) || parameters.Refusal is not null)
            return parameters.Refusal ?? Problem.NotFound($"There are no intervals of '{id}'.");
        var versions = intervals.Versions(series, end, zone);
        return versions.Count == 0 ? Problem.NotFound($"No interval of '{id}' ends at {end}.") : TypedResults.Ok<IReadOnlyList<VersionJson>>([.. versions.Select(VersionJson.Of)]);
    }

    private static async Task<IResult> EditAsync(string id, long end, HttpContext context, RegistryBook book, IntervalBook intervals, ILogger<PortalProcess> log, string? obis = null)
    {
        EditBody? body = null;
        try
        {
            if (await BodyReader.ReadAsync(context.Request, BodyBytesMax, context.RequestAborted) is { } bytes) body = JsonSerializer.Deserialize<EditBody>(bytes.Span, _json);
        }
        catch (JsonException)
        {
            // Said below.
        }

        if (body is null || !ExactDecimal.TryParse(body.Amount, out var amount))
            return Problem.Of(StatusCodes.Status400BadRequest, "The edit is refused", "body: version, amount (a decimal as text) and why are needed.");
        var parameters = new Parameters();
        if (end is < Parameters.FirstSecond + 86_400 or > Parameters.LastSecond - 86_400) parameters.Fault("end", "a moment in Unix seconds is needed");
        if (parameters.Refusal is { } wrong) return wrong;
        if (Find(id, obis, parameters, book, intervals) is not var (series, zone) || parameters.Refusal is not null)
            return parameters.Refusal ?? Problem.NotFound($"There are no intervals of '{id}'.");
        var outcome = intervals.Edit(series, zone, new IntervalEdit(end, body.Version, amount, Who(context), body.Why));
        if (outcome == EditOutcome.Done) PortalLog.IntervalEdited(log, id, end, Who(context));
        return outcome switch
        {
            EditOutcome.Done => TypedResults.Ok<IReadOnlyList<VersionJson>>([.. intervals.Versions(series, end, zone).Select(VersionJson.Of)]),
            EditOutcome.NoSuchInterval => Problem.NotFound($"No interval of '{id}' ends at {end}."),
            EditOutcome.MovedOn => Problem.Of(StatusCodes.Status409Conflict, "The edit is refused", "version: the interval has another version by now; look again."),
            EditOutcome.NoReason => Problem.Of(StatusCodes.Status400BadRequest, "The edit is refused", "why: a reason is needed."),
            _ => Problem.Of(StatusCodes.Status400BadRequest, "The edit is refused", "amount: it does not fit."),
        };
    }

    private static IResult Estimate(string id, IntervalBook intervals, [Description(DateHelp)] string? from = null, [Description(DateHelp)] string? to = null)
    {
        var parameters = new Parameters();
        var (first, last) = Dates(parameters, from, to, Wattline.Cloud.Metering.Estimation.EstimationLimits.GapDaysMax);
        return parameters.Refusal ?? TypedResults.Ok(intervals.Estimate(id, first, last));
    }

    private static IResult Run(MeterDataRun run, [Description(DateHelp)] string? from = null, [Description(DateHelp)] string? to = null)
    {
        var parameters = new Parameters();
        var (first, last) = Dates(parameters, from, to, Wattline.Cloud.Metering.Estimation.EstimationLimits.GapDaysMax);
        return parameters.Refusal ?? TypedResults.Ok(run.Run(first, last));
    }

    private static IResult Completeness(string id, CompletenessBook book, [Description(DateHelp)] string? from = null, [Description(DateHelp)] string? to = null)
    {
        var parameters = new Parameters();
        var (first, last) = Dates(parameters, from, to);
        return parameters.Refusal ?? TypedResults.Ok(book.Days(id, first, last));
    }

    private static IResult Sums(
        CompletenessBook book, [Description(DateHelp)] string? from = null, [Description(DateHelp)] string? to = null, string? by = null, string? area = null, string? concentrator = null)
    {
        var parameters = new Parameters();
        var (first, last) = Dates(parameters, from, to);
        if (by is not (null or "area" or "concentrator")) parameters.Fault("by", "area or concentrator is needed");
        if (parameters.Refusal is { } refusal) return refusal;
        return TypedResults.Ok(by switch
        {
            "area" => book.ByArea(first, last),
            "concentrator" => book.ByConcentrator(first, last),
            _ => [book.Sum(first, last, area, concentrator)],
        });
    }

    private static (DateOnly First, DateOnly Last) Dates(Parameters parameters, string? from, string? to, int daysMax = IntervalBook.DaysMax)
    {
        var first = Date(parameters, "from", from);
        var last = to is null ? first : Date(parameters, "to", to);
        if (parameters.Refusal is not null) return (first, last);
        if (last < first) parameters.Fault("to", "is before from");
        else if (last.DayNumber - first.DayNumber >= daysMax) parameters.Fault("to", $"at most {daysMax} days at once");
        return (first, last);
    }

    private static DateOnly Date(Parameters parameters, string name, string? text)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && date.Year is >= 1990 and < 2200) return date;
        parameters.Fault(name, "a date such as 2026-03-01 is needed");
        return default;
    }

    private static (IntervalSeries Series, TimeZoneInfo Zone)? Find(string id, string? obis, Parameters parameters, RegistryBook book, IntervalBook intervals)
    {
        var code = parameters.Code("obis", obis) ?? "1-0:1.8.0";
        if (book.ZoneOf(id) is not { } zone) return null;
        return intervals.SeriesOf(id).FirstOrDefault(one => one.Obis.ToString() == code) is { } series ? (series, TimeZoneInfo.FindSystemTimeZoneById(zone)) : null;
    }

    private static IResult Export(string format, IntervalSeries series, TimeZoneInfo zone, RegistryBook book, IReadOnlyList<IntervalView> views, DateTimeOffset now)
    {
        if (format == "nem12") return Results.Text(Nem12Writer.Write("WATTLINE", now, [(series, views)]), "text/csv");
        if (format == "espi")
        {
            using var stream = new MemoryStream();
            var isMultiplied = book.InstallationsOf(series.Point).Any(static one => one.Ct != "1" || one.Pt != "1");
            EspiWriter.Write(stream, series, isMultiplied, zone, now, views);
            return Results.Bytes(stream.ToArray(), "application/atom+xml");
        }

        var text = new StringBuilder(IntervalCsv.Header + "\r\n");
        foreach (var view in views) IntervalCsv.Append(text, series, view);
        return Results.Text(text.ToString(), "text/csv");
    }

    private static string Who(HttpContext context) => "admin";
}
