using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace Wattline.Gateway.Host.Http;

/// <summary>The operators' interface as an OpenAPI 3.1 document; what answers look like comes from the types that are written.</summary>
internal static class ApiDocument
{
    /// <summary>Where it is served.</summary>
    public const string Path = "/openapi/v1.json";

    private static readonly Operation[] _operations =
    [
        new("get", "/health/live", "Whether the process runs.", null),
        new("get", "/health/ready", "How the gateway stands; 503 while what comes in does not become durable, or is stopped by what is held.", HostJson.Default.GatewayStatus, Other: 503),
        new("get", "/api/concentrators", "Who is connected, ordered by name, at most 1000.", HostJson.Default.IReadOnlyListConcentratorView, Query: "after"),
        new("get", "/api/concentrators/{name}", "One of them, connected or not, and what came of its streams.", HostJson.Default.ConcentratorView, Other: 404),
        new("post", "/api/concentrators/{name}/disconnect", "Ends its connections; it may come back.", HostJson.Default.DisconnectedView, Other: 404),
        new("get", "/api/quarantine", "What was not understood, oldest first, at most 100.", HostJson.Default.IReadOnlyListQuarantineView),
        new("post", "/api/quarantine/replay", "Puts everything in quarantine back into the journal.", HostJson.Default.ReplayedView),
        new("post", "/api/quarantine/{id}/dismiss", "Takes a message out of quarantine for good.", HostJson.Default.DismissedView, Other: 404),
    ];

    /// <summary>The document.</summary>
    public static JsonObject Make()
    {
        var paths = new JsonObject();
        foreach (var operation in _operations)
        {
            if (paths[operation.Path] is not JsonObject path) paths[operation.Path] = path = [];
            path[operation.Method] = Describe(operation);
        }

        return new()
        {
            ["openapi"] = "3.1.1",
            ["info"] = new JsonObject { ["title"] = "Wattline gateway", ["version"] = "v1" },
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["securitySchemes"] = new JsonObject { ["token"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["description"] = "Where Http:TokensFile is set; otherwise this machine alone is served." } },
            },
        };
    }

    private static JsonObject Describe(Operation operation)
    {
        var answers = new JsonObject { ["200"] = Answer("Done.", operation.Answer) };
        if (operation.Other == StatusCodes.Status503ServiceUnavailable) answers["503"] = Answer("Not ready.", operation.Answer);
        else if (operation.Other is { } other) answers[$"{other}"] = Answer("There is none.", null);
        var described = new JsonObject { ["summary"] = operation.Summary, ["responses"] = answers };
        if (operation.Path.StartsWith("/api/", StringComparison.Ordinal))
        {
            answers["401"] = Answer("No token, or none that is known.", null);
            answers["403"] = Answer("Without tokens: from another machine, or from a page of another host.", null);
            described["security"] = new JsonArray(new JsonObject(), new JsonObject { ["token"] = new JsonArray() });
        }

        var parameters = operation.Path.Split('/').Where(static level => level.StartsWith('{')).Select(static level => Parameter(level.Trim('{', '}'), "path"));
        if (operation.Query is { } query) parameters = parameters.Append(Parameter(query, "query"));
        if (parameters.ToArray<JsonNode>() is { Length: > 0 } all) described["parameters"] = new JsonArray(all);
        return described;
    }

    private static JsonObject Parameter(string name, string place) => new JsonObject
    {
        ["name"] = name,
        ["in"] = place,
        ["required"] = place == "path",
        ["schema"] = new JsonObject { ["type"] = name == "id" ? "integer" : "string" },
    };

    private static JsonObject Answer(string description, JsonTypeInfo? type)
    {
        var answer = new JsonObject { ["description"] = description };
        if (type is not null) answer["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = type.GetJsonSchemaAsNode() } };
        return answer;
    }

    /// <summary>What can be asked.</summary>
    /// <param name="Method">In lower case.</param>
    /// <param name="Path">With its parameters in braces.</param>
    /// <param name="Summary">What it does.</param>
    /// <param name="Answer">What 200 brings; null brings a word.</param>
    /// <param name="Query">A parameter behind the path.</param>
    /// <param name="Other">Another status that is no fault of the caller's.</param>
    private sealed record Operation(string Method, string Path, string Summary, JsonTypeInfo? Answer, string? Query = null, int? Other = null);
}
