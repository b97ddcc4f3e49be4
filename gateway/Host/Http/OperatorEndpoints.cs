using System.Globalization;
using Wattline.Gateway.Journal;
using Wattline.Gateway.Runtime.Quarantine;

namespace Wattline.Gateway.Host.Http;

/// <summary>What operators and supervisors ask over HTTP.</summary>
internal static class OperatorEndpoints
{
    private const int ListMax = 100;

    /// <summary>Maps them all.</summary>
    public static void Map(WebApplication app, GatewayProcess gateway, OperatorGuard guard)
    {
        app.MapGet("/health/live", context => context.Response.WriteAsync("live"));
        // Ready is: what comes in becomes durable, and nothing that is held stops what comes behind it. A cloud that is away is told, and no reason to send concentrators away.
        app.MapGet("/health/ready", context =>
        {
            var status = gateway.Status;
            context.Response.StatusCode = status.Journal == JournalState.Open && status.Sessions == JournalState.Open && status.Blocked.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
            return context.Response.WriteAsJsonAsync(status, HostJson.Default.GatewayStatus, cancellationToken: context.RequestAborted);
        });
        app.MapGet(ApiDocument.Path, context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(ApiDocument.Make().ToJsonString(), context.RequestAborted);
        });
        app.UseWhen(static context => context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase), api => api.Use(guard.InvokeAsync));
        var operators = app.MapGroup("/api");
        ConcentratorEndpoints.Map(operators, gateway, TimeProvider.System);
        operators.MapGet("/quarantine", context =>
            context.Response.WriteAsJsonAsync<IReadOnlyList<QuarantineView>>(
                [.. gateway.Quarantine(ListMax).Select(View)], HostJson.Default.IReadOnlyListQuarantineView, cancellationToken: context.RequestAborted));
        operators.MapPost("/quarantine/replay", async context =>
        {
            var replayed = await gateway.ReplayQuarantineAsync(context.RequestAborted);
            await context.Response.WriteAsJsonAsync(new ReplayedView(replayed), HostJson.Default.ReplayedView, cancellationToken: context.RequestAborted);
        });
        operators.MapPost("/quarantine/{id:long}/dismiss", context =>
        {
            var dismissed = gateway.DismissQuarantined(long.Parse((string)context.GetRouteValue("id")!, CultureInfo.InvariantCulture));
            context.Response.StatusCode = dismissed ? StatusCodes.Status200OK : StatusCodes.Status404NotFound;
            return context.Response.WriteAsJsonAsync(new DismissedView(dismissed ? 1 : 0), HostJson.Default.DismissedView, cancellationToken: context.RequestAborted);
        });
    }

    private static QuarantineView View(QuarantinedMessage message) => new(
        message.Id, message.Stream.ToString().ToLowerInvariant(), message.Reason.Name(), DateTimeOffset.FromUnixTimeMilliseconds(message.ReceivedAtMs),
        message.Topic, message.Payload.Length, Convert.ToHexString(message.Payload));
}
