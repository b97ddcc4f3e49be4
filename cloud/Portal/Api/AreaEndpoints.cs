using System.ComponentModel;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Wattline.Cloud.Metering.Formats;
using Wattline.Cloud.Metering.Loss;
using Wattline.Cloud.Metering.Outages;
using Wattline.Cloud.Metering.Registry;
using Wattline.Cloud.Metering.Tables;
using Wattline.Cloud.Metering.Versions;
using Wattline.Cloud.Portal.Access;
using Wattline.Cloud.Portal.MeterData;

namespace Wattline.Cloud.Portal.Api;

/// <summary>Transformer areas: losses, suspects, reliability; and files of intervals that others measured.</summary>
internal static class AreaEndpoints
{
    private const int SuspectDaysMax = 31;

    public static void MapAreas(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/areas").ForReaders().ProducesProblem(401);
        api.MapGet("", (RegistryBook book) => TypedResults.Ok(book.Areas())).WithSummary("All transformer areas of the registry.");
        api.MapGet("/losses", Losses).WithSummary("What each area with a sum meter was fed, what was taken and what was lost on a day.").Produces<IReadOnlyList<AreaBalance>>().ProducesValidationProblem();
        api.MapGet("/{id}/suspects", Suspects).WithSummary("The customers of an area, the most suspect first: a ground for an inspection, not a proof.").Produces<IReadOnlyList<Suspect>>().ProducesValidationProblem();
        api.MapGet("/reliability", Reliability).WithSummary("SAIDI (minutes), SAIFI, CAIDI, ASAI and MAIFI by IEEE 1366, of an area or of all customers.").Produces<ReliabilityIndices>().ProducesValidationProblem();
        api.MapGet("/supply", Supply).WithSummary("Interruptions of each customer of an area, or of all, with how long they lasted.").Produces<IReadOnlyList<PointSupply>>().ProducesValidationProblem();
        api.MapGet("/silences", Silences).WithSummary("When meters of a concentrator said nothing: a silent meter, a dead line or a supply cut, until they answered again; at most 31 days.")
            .Produces<IReadOnlyList<Silence>>().ProducesValidationProblem().ProducesProblem(404);
        api.MapGet("/voltage", Voltage).WithSummary("The voltage pass rate of an area, of a point, or of all; at most 31 days.").Produces<VoltageQuality>().ProducesValidationProblem();
        routes.MapPost("/api/intervals/import", ImportAsync).ForAdmins().WithSummary("Takes what others measured: intervals of NEM12 (format=nem12) or CSV (format=csv), or telegrams of a customer port (format=p1&meter=…, at=… where they have no time); all of the file or nothing.")
            .TakesBody("text/csv").Produces<IntervalImportResult>().Produces<IntervalImportResult>(StatusCodes.Status422UnprocessableEntity)
            .ProducesValidationProblem().ProducesProblem(401).ProducesProblem(403).ProducesProblem(413);
    }

    private static IResult Losses(LossBook book, [Description("A date such as 2026-03-01.")] string? date = null)
    {
        var parameters = new Parameters();
        var day = Date(parameters, "date", date);
        return parameters.Refusal ?? TypedResults.Ok(book.Balances(day));
    }

    private static IResult Suspects(string id, LossBook book, SignalBook signals, [Description("A date such as 2026-03-01.")] string? from = null, [Description("A date such as 2026-03-01.")] string? to = null)
    {
        var parameters = new Parameters();
        var (first, last) = (Date(parameters, "from", from), Date(parameters, "to", to));
        if (parameters.Refusal is null && (last < first || last.DayNumber - first.DayNumber >= SuspectDaysMax)) parameters.Fault("to", $"from the first date on, at most {SuspectDaysMax} days");
        return parameters.Refusal ?? TypedResults.Ok(book.Suspects(id, first, last, signals.Of(id, first, last)));
    }

    private static IResult Supply(SupplyBook book, [Description(Parameters.MomentHelp)] string? from = null, [Description(Parameters.MomentHelp)] string? to = null, string? area = null)
    {
        var parameters = new Parameters();
        var (first, last) = Moments(parameters, from, to, IntervalBook.DaysMax);
        return parameters.Refusal ?? TypedResults.Ok(book.Points(first, last, area));
    }

    private static IResult Silences(
        OutageBook book, MeterRegistry registry, string? concentrator = null, [Description(Parameters.MomentHelp)] string? from = null, [Description(Parameters.MomentHelp)] string? to = null)
    {
        var parameters = new Parameters();
        var (first, last) = Moments(parameters, from, to, SuspectDaysMax);
        if (string.IsNullOrEmpty(concentrator)) parameters.Fault("concentrator", "whose meters is needed");
        if (parameters.Refusal is { } refusal) return refusal;
        return registry.Has(concentrator!) ? TypedResults.Ok(book.Of(concentrator!, first, last)) : Problem.NotFound($"The registry has no concentrator '{(concentrator!.Length <= 32 ? concentrator : concentrator[..32] + "…")}'.");
    }

    private static IResult Voltage(
        VoltageBook book, [Description("A date such as 2026-03-01.")] string? from = null, [Description("A date such as 2026-03-01.")] string? to = null, string? area = null, string? point = null)
    {
        var parameters = new Parameters();
        var (first, last) = (Date(parameters, "from", from), Date(parameters, "to", to ?? from));
        if (parameters.Refusal is null && (last < first || last.DayNumber - first.DayNumber >= SuspectDaysMax)) parameters.Fault("to", $"from the first date on, at most {SuspectDaysMax} days");
        return parameters.Refusal ?? TypedResults.Ok(book.Of(first, last, area, point));
    }

    private static (long First, long Last) Moments(Parameters parameters, string? from, string? to, int daysMax)
    {
        var first = parameters.Moment("from", from, 0, TimeZoneInfo.Utc);
        var last = parameters.Moment("to", to, 0, TimeZoneInfo.Utc);
        if (from is null || to is null || last <= first || last - first > daysMax * 86_400L) parameters.Fault("to", $"from and to are needed, at most {daysMax} days apart");
        return (first, last);
    }

    private static IResult Reliability(SupplyBook book, [Description(Parameters.MomentHelp)] string? from = null, [Description(Parameters.MomentHelp)] string? to = null, string? area = null)
    {
        var parameters = new Parameters();
        var (first, last) = Moments(parameters, from, to, IntervalBook.DaysMax);
        return parameters.Refusal ?? TypedResults.Ok(book.Indices(first, last, area));
    }

    private static async Task<IResult> ImportAsync(
        HttpContext context, IntervalImport import, P1Import telegrams, string? format = null, string? meter = null, [Description(Parameters.MomentHelp)] string? at = null)
    {
        var parameters = new Parameters();
        if (format is not ("nem12" or "csv" or "p1")) parameters.Fault("format", "nem12, csv or p1 is needed");
        else if (format == "p1" && string.IsNullOrEmpty(meter)) parameters.Fault("meter", "whose telegrams these are is needed");
        var received = at is null ? (long?)null : parameters.Moment("at", at, 0, TimeZoneInfo.Utc);
        if (parameters.Refusal is { } refusal) return refusal;
        if (await BodyReader.ReadAsync(context.Request, FormatLimits.FileCharsMax, context.RequestAborted) is not { } body)
            return Problem.Of(StatusCodes.Status413PayloadTooLarge, "The file is refused", $"body: more than {FormatLimits.FileCharsMax} bytes; import it in parts.");
        // With or without a byte order mark; what is not UTF-8 is taken by its bytes, for the formats are ASCII and their readers name what is not.
        var text = Decode(body.Span);
        if (format == "p1")
        {
            var taken = telegrams.Take(text, meter!, received);
            return TypedResults.Json(taken, statusCode: taken.Fault is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
        }

        var result = format == "nem12" ? import.TakeNem12(text) : import.TakeCsv(text);
        return TypedResults.Json(result, statusCode: result.Fault is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    private static string Decode(ReadOnlySpan<byte> body)
    {
        var plain = body.StartsWith(Encoding.UTF8.Preamble) ? body[Encoding.UTF8.Preamble.Length..] : body;
        return Utf8.IsValid(plain) ? Encoding.UTF8.GetString(plain) : Encoding.Latin1.GetString(plain);
    }

    private static DateOnly Date(Parameters parameters, string name, string? text)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && date.Year is >= 1990 and < 2200) return date;
        parameters.Fault(name, "a date such as 2026-03-01 is needed");
        return default;
    }
}
