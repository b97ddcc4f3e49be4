using System.Text.Json;
using Wattline.Simulators.EventHub.Hubs;

namespace Wattline.Simulators.EventHub.Host;

/// <summary>The configuration file of Azure's own emulator: <c>UserConfig.NamespaceConfig[].Entities[]</c>.</summary>
public static class EmulatorConfig
{
    /// <summary>Reads the hubs.</summary>
    /// <returns>What is wrong; null when nothing is.</returns>
    public static string? TryRead(string json, out IReadOnlyList<HubSettings> hubs)
    {
        hubs = [];
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (!document.RootElement.TryGetProperty("UserConfig", out var user) || !user.TryGetProperty("NamespaceConfig", out var spaces) || spaces.ValueKind != JsonValueKind.Array)
            {
                return "UserConfig.NamespaceConfig is missing.";
            }
            var found = new List<HubSettings>();
            foreach (var entity in spaces.EnumerateArray().SelectMany(Entities))
            {
                if (Hub(entity, out var hub) is { } fault)
                {
                    return fault;
                }
                found.Add(hub);
            }
            hubs = found;
            return found.Count == 0 ? "No entity is in it." : null;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return $"It does not read: {broken.Message}";
        }
    }

    private static IEnumerable<JsonElement> Entities(JsonElement space) =>
        space.TryGetProperty("Entities", out var entities) ? entities.EnumerateArray() : [];

    private static string? Hub(JsonElement entity, out HubSettings hub)
    {
        string name = entity.TryGetProperty("Name", out var n) ? n.GetString() ?? "" : "";
        // The emulator's examples write the number as a string.
        string count = entity.TryGetProperty("PartitionCount", out var p) ? p.ToString() : "";
        var groups = entity.TryGetProperty("ConsumerGroups", out var g) && g.ValueKind == JsonValueKind.Array
            ? g.EnumerateArray().Select(group => group.TryGetProperty("Name", out var text) ? text.GetString() ?? "" : "").Where(text => text.Length > 0).ToList() : [];
        hub = new HubSettings(name, 1, groups);
        if (name.Length == 0)
        {
            return "An entity has no Name.";
        }
        if (!int.TryParse(count, out int partitions) || partitions is < 1 or > HubSettings.PartitionsMax)
        {
            return $"{name}: PartitionCount is not 1 to {HubSettings.PartitionsMax}.";
        }
        hub = hub with { Partitions = partitions };
        return null;
    }
}
