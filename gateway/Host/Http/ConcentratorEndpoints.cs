using Wattline.Gateway.Mqtt;
using Wattline.Gateway.Runtime.Forwarding;

namespace Wattline.Gateway.Host.Http;

/// <summary>Who is connected, and what came of whom.</summary>
internal static class ConcentratorEndpoints
{
    /// <summary>Names in one answer: some 500 kB.</summary>
    private const int ListMax = 1_000;

    /// <summary>Maps them all.</summary>
    public static void Map(IEndpointRouteBuilder api, GatewayProcess gateway, TimeProvider time)
    {
        // Ordered by name; ?after=NAME goes on behind it.
        api.MapGet("/concentrators", context =>
        {
            var after = (string?)context.Request.Query["after"] ?? "";
            var page = gateway.Clients.GroupBy(static client => client.Identity.Name, StringComparer.Ordinal)
                .Where(client => string.CompareOrdinal(client.Key, after) > 0).OrderBy(static client => client.Key, StringComparer.Ordinal).Take(ListMax)
                .Select(client => View(client.Key, client, gateway.Sequences(client.Key), time));
            return context.Response.WriteAsJsonAsync<IReadOnlyList<ConcentratorView>>([.. page], HostJson.Default.IReadOnlyListConcentratorView, cancellationToken: context.RequestAborted);
        });
        api.MapGet("/concentrators/{name}", context =>
        {
            var name = (string)context.GetRouteValue("name")!;
            var view = View(name, gateway.Clients.Where(client => client.Identity.Name == name), gateway.Sequences(name), time);
            if (view.Connections.Count == 0 && view.Streams.Count == 0) context.Response.StatusCode = StatusCodes.Status404NotFound;
            return context.Response.StatusCode == StatusCodes.Status404NotFound
                ? Task.CompletedTask
                : context.Response.WriteAsJsonAsync(view, HostJson.Default.ConcentratorView, cancellationToken: context.RequestAborted);
        });
        api.MapPost("/concentrators/{name}/disconnect", context =>
        {
            var ended = gateway.Disconnect((string)context.GetRouteValue("name")!);
            context.Response.StatusCode = ended > 0 ? StatusCodes.Status200OK : StatusCodes.Status404NotFound;
            return context.Response.WriteAsJsonAsync(new DisconnectedView(ended), HostJson.Default.DisconnectedView, cancellationToken: context.RequestAborted);
        });
    }

    private static ConcentratorView View(string name, IEnumerable<ConnectedClient> connections, IReadOnlyList<StreamState> streams, TimeProvider time) => new(
        name,
        [.. connections.Select(client => new ConnectionView(
            client.ClientId, client.Identity.Role.ToString().ToLowerInvariant(), time.GetUtcNow() - client.ConnectedFor, client.Remote?.ToString(),
            client.ProtocolLevel == 5 ? "5" : "3.1.1", client.Certificate is { } certificate ? new(certificate.Subject, certificate.NotAfter) : null,
            client.Paused, client.Unacknowledged, client.Messages, Math.Round(client.MessagesPerSecond, 1)))],
        [.. streams.Select(static stream => new StreamView(
            stream.Stream.ToString().ToLowerInvariant(), stream.Epoch.ToString(), stream.First, stream.Last, stream.Missing,
            [.. stream.Gaps.Select(static gap => (IReadOnlyList<long>)[gap.First, gap.Last])]))]);
}
