using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Wattline.Simulators.Lab.Decode;

/// <summary>The JSON of a meaning as the lines of a vector file.</summary>
public static class MeaningText
{
    private static readonly JsonSerializerOptions _oneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>All keys but <c>valid</c> and <c>reason</c>, in order.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Lines(JsonObject keys) =>
        keys.Where(pair => pair.Key is not ("valid" or "reason")).SelectMany(pair => Lines(pair.Key is "id" or "from" or "frame" or "kind" or "direction" ? $"says {pair.Key}" : pair.Key, pair.Value));

    private static IEnumerable<KeyValuePair<string, string>> Lines(string key, JsonNode? node) => (key, node) switch
    {
        ("items", JsonArray items) => items.Select(item => new KeyValuePair<string, string>("item", Item(item!.AsObject()))),
        (_, JsonArray list) when list.All(IsNumber) => [new(key, string.Join(' ', list.Select(Scalar)))],
        (_, JsonArray list) => list.Select(element => new KeyValuePair<string, string>(key, Element(element))),
        (_, JsonObject inner) => inner.SelectMany(pair => Lines($"{key}.{pair.Key}", pair.Value)),
        _ => [new(key, Scalar(node))],
    };

    private static string Item(JsonObject item) => string.Join("; ", item.Select(pair => pair.Key switch
    {
        "name" => $"{Scalar(pair.Value)}: {Scalar(item["value"])}",
        "value" => null,
        _ => $"{pair.Key} {(pair.Value is JsonArray list ? string.Join(' ', list.Select(Scalar)) : Scalar(pair.Value))}".TrimEnd(),
    }).Where(part => part is not null));

    /// <summary>An event with its channel is an object of one pair.</summary>
    private static string Element(JsonNode? node) => node is JsonObject { Count: 1 } pair
        ? $"{pair.First().Key} {Scalar(pair.First().Value)}"
        : node is JsonObject several ? string.Join("; ", several.Select(part => $"{part.Key} {Scalar(part.Value)}"))
        : Scalar(node);

    private static bool IsNumber(JsonNode? node) => node?.GetValueKind() == JsonValueKind.Number;

    private static string Scalar(JsonNode? node) => node switch
    {
        null => "none",
        JsonObject or JsonArray => node.ToJsonString(_oneLine),
        _ => node.ToString(),
    };
}
