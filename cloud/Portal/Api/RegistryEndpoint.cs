using System.Text;
using System.Text.Json;
using Wattline.Cloud.Metering.Import;
using Wattline.Cloud.Metering.Registry;
using Wattline.Cloud.Metering.Tables;
using Wattline.Cloud.Metering.Validation;
using Wattline.Cloud.Portal.Access;

namespace Wattline.Cloud.Portal.Api;

/// <summary>Takes the registry's file (docs/registry.md).</summary>
internal static class RegistryEndpoint
{
    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private const int ThresholdBytesMax = 4_096;

    /// <summary>2,000 lines of 200 characters are as long.</summary>
    private const int MapBytesMax = 400_000;

    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    public static void MapRegistry(this IEndpointRouteBuilder routes)
    {
        foreach (var path in (string[])["/api/registry/import", "/api/registry/{file}/import"])
            routes.MapPost(path, ImportAsync).ForAdmins()
                .WithSummary("Imports meters, areas, points, installations or tariffs from CSV: all or nothing unless good_lines, nothing at all with dry_run.")
                .TakesBody("text/csv").Produces<ImportResult>().Produces<ImportResult>(StatusCodes.Status422UnprocessableEntity)
                .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(413).ProducesProblem(415);
        routes.MapPost("/api/registry/maps", ImportMapAsync).ForAdmins()
            .WithSummary("Takes the register map of a type of Modbus meter as a template: all or nothing, nothing at all with dry_run.")
            .TakesBody("text/plain").Produces<ImportResult>().Produces<ImportResult>(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(413);
        var api = routes.MapGroup("/api/registry").ForReaders().ProducesProblem(401);
        api.MapGet("/templates", (MeterRegistry registry) => TypedResults.Ok(registry.Templates())).WithSummary("What can be read from meters: the templates that lines of the registry's file may name.");
        api.MapGet("/audit", Audit).WithSummary("Who changed what in the registry, the newest first; of one row with key.").Produces<IReadOnlyList<AuditEntry>>().ProducesValidationProblem();
        api.MapGet("/thresholds", (ThresholdBook book) => TypedResults.Json(book.All(), _json)).WithSummary("Where the checks of each template begin to doubt.").Produces<IReadOnlyDictionary<string, ValidationThresholds>>();
        routes.MapPut("/api/registry/thresholds/{template}", SetThresholdsAsync).ForAdmins().WithSummary("Sets a template's thresholds: {\"spike_percent\":180}; what is not said is as by default, 0 switches a check off.")
            .TakesBody("application/json").Produces<ValidationThresholds>().ProducesProblem(400).ProducesProblem(401).ProducesProblem(403);
        api.MapGet("/{file}", (string file, RegistryBook book) => book.Export(file) is { } csv ? Results.Text(csv, "text/csv") : Unknown(file))
            .WithSummary("A table of the registry as CSV that can be imported again.").Produces<string>(200, "text/csv").ProducesProblem(404);
    }

    private static async Task<IResult> ImportMapAsync(HttpContext context, MeterRegistry registry, ILogger<PortalProcess> log, string? dry_run = null)
    {
        var parameters = new Parameters();
        var options = new ImportOptions(parameters.Switch("dry_run", dry_run), Who: "admin");
        if (parameters.Refusal is { } refusal) return refusal;
        if (await BodyReader.ReadAsync(context.Request, MapBytesMax, context.RequestAborted) is not { } body)
            return Problem.Of(StatusCodes.Status413PayloadTooLarge, "The map is refused", $"body: more than {MapBytesMax} bytes.");
        string text;
        try
        {
            text = _utf8.GetString(body.Span);
        }
        catch (DecoderFallbackException wrong)
        {
            return Problem.Of(StatusCodes.Status400BadRequest, "The map is refused", $"body: not UTF-8 at byte {wrong.Index}.");
        }

        var result = registry.ImportMap(text, options);
        if (result is { Applied: true, Added: > 0 } or { Applied: true, Changed: > 0 })
            PortalLog.RegistryChanged(log, result.RegistryVersion, result.Added, result.Changed, result.PlansMade);
        return TypedResults.Json(result, statusCode: result.Applied || (options.DryRun && result.ErrorsTotal == 0) ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    private static IResult Audit(RegistryBook book, string? key = null, string? limit = null, string? skip = null)
    {
        var parameters = new Parameters();
        var rows = (int)parameters.Number("limit", limit, 100, 1, 1_000);
        var first = parameters.Number("skip", skip, 0, 0, long.MaxValue);
        return parameters.Refusal ?? TypedResults.Ok(book.Audit(key, rows, first));
    }

    private static async Task<IResult> SetThresholdsAsync(string template, HttpContext context, ThresholdBook book)
    {
        ValidationThresholds? thresholds = null;
        string? fault = "a JSON object of thresholds is needed";
        try
        {
            if (await BodyReader.ReadAsync(context.Request, ThresholdBytesMax, context.RequestAborted) is { } body) thresholds = JsonSerializer.Deserialize<ValidationThresholds>(body.Span, _json);
        }
        catch (JsonException wrong)
        {
            fault = $"{wrong.Path}: {fault}";
        }

        if (thresholds is not null) fault = book.Set(template, thresholds, "admin");
        return fault is null ? TypedResults.Json(thresholds, _json) : Problem.Of(StatusCodes.Status400BadRequest, "The thresholds are refused", fault + ".");
    }

    private static IResult Unknown(string file) =>
        Problem.NotFound($"The registry has no table '{(file.Length <= 32 ? file : file[..32] + "…")}': {string.Join(", ", RegistryBook.Files)}.");

    private static async Task<IResult> ImportAsync(
        HttpContext context, MeterRegistry registry, RegistryBook book, ILogger<PortalProcess> log, string? file = null, string? dry_run = null, string? good_lines = null, string? all_or_nothing = null)
    {
        var parameters = new Parameters();
        var options = new ImportOptions(parameters.Switch("dry_run", dry_run), parameters.Switch("good_lines", good_lines), "admin");
        if (parameters.Switch("all_or_nothing", all_or_nothing) && options.GoodLines) parameters.Fault("all_or_nothing", "good_lines says the opposite");
        file ??= "meters";
        if (!RegistryBook.Files.Contains(file)) return Unknown(file);
        if (parameters.Refusal is { } refusal) return refusal;
        if (!string.Equals(context.Request.ContentType?.Split(';')[0].Trim(), "text/csv", StringComparison.OrdinalIgnoreCase))
            return Problem.Of(StatusCodes.Status415UnsupportedMediaType, "The file is refused", "Content-Type: the registry's file is text/csv.");
        if (await BodyReader.ReadAsync(context.Request, RegistryLimits.ImportCharsMax, context.RequestAborted) is not { } body)
            return Problem.Of(StatusCodes.Status413PayloadTooLarge, "The file is refused", $"body: more than {RegistryLimits.ImportCharsMax} bytes; import it in parts.");

        string csv;
        try
        {
            csv = _utf8.GetString(body.Span);
        }
        catch (DecoderFallbackException wrong)
        {
            return Problem.Of(StatusCodes.Status400BadRequest, "The file is refused", $"body: not UTF-8 at byte {wrong.Index}.");
        }

        var result = book.Import(file, csv, options) ?? registry.Import(csv, options);
        if (file != "meters")
        {
            if (result is { Applied: true, Added: > 0 } or { Applied: true, Changed: > 0 }) PortalLog.RegistryFileTaken(log, file, result.Added, result.Changed, options.Who);
        }
        else if (result is { Applied: true, Added: > 0 } or { Applied: true, Changed: > 0 })
            PortalLog.RegistryChanged(log, result.RegistryVersion, result.Added, result.Changed, result.PlansMade);
        return TypedResults.Json(result, statusCode: result.Applied || options.DryRun ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }
}
