using System.Text;
using Wattline.Cloud.Metering.Import;
using Wattline.Cloud.Metering.Registry;
using Wattline.Cloud.Portal.Access;

namespace Wattline.Cloud.Portal.Api;

/// <summary>Takes the registry's file (docs/registry.md).</summary>
internal static class RegistryEndpoint
{
    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static void MapRegistry(this IEndpointRouteBuilder routes) => routes.MapPost("/api/registry/import", ImportAsync).ForAdmins()
        .WithSummary("Imports meters from CSV: all or nothing unless good_lines, nothing at all with dry_run.")
        .TakesBody("text/csv").Produces<ImportResult>().Produces<ImportResult>(StatusCodes.Status422UnprocessableEntity)
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(413).ProducesProblem(415);

    private static async Task<IResult> ImportAsync(HttpContext context, MeterRegistry registry, ILogger<PortalProcess> log, string? dry_run = null, string? good_lines = null)
    {
        var parameters = new Parameters();
        var options = new ImportOptions(parameters.Switch("dry_run", dry_run), parameters.Switch("good_lines", good_lines));
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

        var result = registry.Import(csv, options);
        if (result is { Applied: true, Added: > 0 } or { Applied: true, Changed: > 0 })
            PortalLog.RegistryChanged(log, result.RegistryVersion, result.Added, result.Changed, result.PlansMade);
        return TypedResults.Json(result, statusCode: result.Applied || options.DryRun ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }
}
