using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Wattline.Cloud.EventHubs.Entities;
using Wattline.Cloud.EventHubs.Events;
using Wattline.Cloud.EventHubs.Performatives;
using Wattline.Cloud.EventHubs.Tokens;
using Wattline.Cloud.EventHubs.Types;

namespace Wattline.Simulators.EventHub.Host;

/// <summary>Publishing by REST: one event, or a batch as <c>application/vnd.microsoft.servicebus.json</c>.</summary>
internal static class RestPublisher
{
    private const string BatchType = "application/vnd.microsoft.servicebus.json";

    /// <summary>Maps <c>/{hub}/messages</c> and <c>/{hub}/partitions/{id}/messages</c>.</summary>
    public static void Map(WebApplication app, EventHubEndpoint endpoint, TimeProvider time)
    {
        app.MapPost("/{hub}/messages", (string hub, HttpRequest request) => Publish(endpoint, time, hub, null, request));
        app.MapPost("/{hub}/partitions/{partition}/messages", (string hub, string partition, HttpRequest request) => Publish(endpoint, time, hub, partition, request));
    }

    private static async Task<IResult> Publish(EventHubEndpoint endpoint, TimeProvider time, string hubName, string? partitionId, HttpRequest request)
    {
        if (!Permits(endpoint, time, request, hubName))
        {
            return Results.Text("InvalidSignature or ExpiredToken.", statusCode: StatusCodes.Status401Unauthorized);
        }
        var hub = endpoint.HubOf(hubName);
        var partition = hub?.PartitionOf(partitionId);
        if (hub is null || (partitionId is not null && partition is null))
        {
            return Results.Text(Nodes.ManagementReplies.NotFound(request.Path), statusCode: StatusCodes.Status404NotFound);
        }
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted).ConfigureAwait(false);
        bool isBatch = request.ContentType?.StartsWith(BatchType, StringComparison.OrdinalIgnoreCase) ?? false;
        if (!TryEvents(request, body.ToArray(), isBatch, out var events, out string? key))
        {
            return Results.Text("The body is not a batch of events.", statusCode: StatusCodes.Status400BadRequest);
        }
        var batch = new EventBatch(endpoint.Settings.Limits.MessageBytesMax, partition is null ? key : null);
        if (!events.TrueForAll(batch.TryAdd))
        {
            return Results.Text("The events are too large together.", statusCode: StatusCodes.Status413PayloadTooLarge);
        }
        var result = endpoint.Publish(hub, partition, batch);
        return result.Error switch
        {
            null => Results.StatusCode(StatusCodes.Status201Created),
            { Condition: ErrorCondition.ServerBusy } busy => Results.Text(busy.ToString(), statusCode: StatusCodes.Status503ServiceUnavailable),
            var error => Results.Text(error.ToString(), statusCode: StatusCodes.Status400BadRequest),
        };
    }

    private static bool Permits(EventHubEndpoint endpoint, TimeProvider time, HttpRequest request, string hub)
    {
        if (endpoint.Settings.Open)
        {
            return true;
        }
        var grants = new Nodes.Grants(endpoint.Settings);
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        string token = request.Headers.Authorization.ToString();
        // Of a JSON web token the scheme stands before it (RFC 6750, 2.1).
        token = token.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? token["Bearer ".Length..] : token;
        string audience = SasToken.Parse(token)?.ResourceUri ?? "";
        return grants.Put(token, audience, now) is null && grants.Permits(hub, Hubs.AccessRights.Send, now);
    }

    private static bool TryEvents(HttpRequest request, byte[] body, bool isBatch, out List<EventData> events, out string? key)
    {
        events = [];
        key = null;
        try
        {
            string broker = request.Headers["BrokerProperties"].ToString();
            key = broker.Length > 0 ? KeyOf(JsonDocument.Parse(broker).RootElement) : null;
            if (!isBatch)
            {
                events.Add(new EventData { Body = body, ContentType = request.ContentType });
                return true;
            }
            foreach (var item in JsonDocument.Parse(body).RootElement.EnumerateArray())
            {
                events.Add(Event(item));
                key ??= item.TryGetProperty("BrokerProperties", out var own) ? KeyOf(own) : null;
            }
            return events.Count > 0;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static string? KeyOf(JsonElement broker) => broker.TryGetProperty("PartitionKey", out var key) ? key.GetString() : null;

    private static EventData Event(JsonElement item) => new()
    {
        Body = Encoding.UTF8.GetBytes(item.GetProperty("Body").GetString() ?? ""),
        Properties = item.TryGetProperty("UserProperties", out var properties)
            ? [.. properties.EnumerateObject().Select(property => KeyValuePair.Create(property.Name, Value(property.Value)))] : [],
    };

    private static AmqpValue Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => AmqpValue.Boolean(value.GetBoolean()),
        JsonValueKind.Number when value.TryGetInt64(out long whole) => AmqpValue.Long(whole),
        JsonValueKind.Number => AmqpValue.Double(value.GetDouble()),
        JsonValueKind.Null => AmqpValue.Null,
        _ => AmqpValue.String(value.ToString()),
    };
}
