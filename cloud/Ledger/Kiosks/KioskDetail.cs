using System.Text.Json;

namespace Wattline.Cloud.Ledger.Kiosks;

/// <summary>Reads the detail of a record: what is not as it should be is not there.</summary>
internal static class KioskDetail
{
    /// <summary>The word at the head of a detail: why money is in suspense.</summary>
    public static string? Reason(string? detail) => Element(detail, 0) is { ValueKind: JsonValueKind.String } word ? Audit.FindingRows.Clean(word.GetString()!) : null;

    /// <summary>A number of 0 or more.</summary>
    public static long? Number(string? detail, int index) =>
        Element(detail, index) is { ValueKind: JsonValueKind.Number } element && element.TryGetInt64(out var number) && number >= 0 ? number : null;

    /// <summary>A text.</summary>
    public static string? Text(string? detail, int index) => Element(detail, index) is { ValueKind: JsonValueKind.String } element ? Audit.FindingRows.Clean(element.GetString()!) : null;

    private static JsonElement? Element(string? detail, int index)
    {
        if (detail is null) return null;
        try
        {
            using var json = JsonDocument.Parse(detail);
            return json.RootElement.ValueKind == JsonValueKind.Array && json.RootElement.GetArrayLength() > index ? json.RootElement[index].Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
