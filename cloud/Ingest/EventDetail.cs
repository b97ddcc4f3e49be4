using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Wattline.Cloud.Ingest;

/// <summary>Reads the elements of an event's detail: what is of another kind or out of range is refused.</summary>
internal static class EventDetail
{
    public static bool TryInteger(JsonElement element, out long value)
    {
        value = 0;
        return element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out value);
    }

    /// <summary>The version that a <c>plan</c> event says; null when it says none.</summary>
    public static long? PlanOf(string detail)
    {
        using var json = JsonDocument.Parse(detail);
        var list = json.RootElement;
        return list.ValueKind == JsonValueKind.Array && list.GetArrayLength() == 1 && TryInteger(list[0], out var version) ? version : null;
    }

    /// <summary>When a <c>clock</c> event says that the time came, or was lost, uptime and Unix milliseconds; null when it was known before and after, or cannot be.</summary>
    public static (long UptimeMs, long WallMs, bool IsLost)? ClockOf(string detail)
    {
        using var json = JsonDocument.Parse(detail);
        var list = json.RootElement;
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() != 3 || !TryInteger(list[0], out var uptime) || uptime < 0) return null;
        var isLost = list[2].ValueKind == JsonValueKind.Null;
        if (!isLost && list[1].ValueKind != JsonValueKind.Null) return null;
        return TryInteger(list[isLost ? 1 : 2], out var wall) && wall is >= 0 and < 1L << 45 ? (uptime, wall, isLost) : null;
    }

    public static bool TryText(JsonElement element, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (element.ValueKind != JsonValueKind.String) return false;
        try
        {
            text = element.GetString();
            // PostgreSQL has no text with U+0000 (15, 8.3).
            return text is not null && !text.Contains('\0', StringComparison.Ordinal);
        }
        catch (InvalidOperationException)
        {
            // The text is not UTF-8; the reader says so only now.
            return false;
        }
    }
}
