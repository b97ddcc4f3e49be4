using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Ingest.Coverage;

/// <summary>Messages that a concentrator says will never come (docs/uplink.md, events, <c>lost</c>).</summary>
/// <param name="Stream">Of which stream of the event's epoch.</param>
/// <param name="First">First sequence.</param>
/// <param name="Last">Last sequence.</param>
/// <param name="Reason">Why, in the concentrator's word.</param>
public sealed record LostRange(StreamId Stream, long First, long Last, string Reason)
{
    /// <summary>The event's code.</summary>
    public const string Code = "lost";

    private const int ReasonCharsMax = 64;

    internal static bool TryRead(EventMessage message, [NotNullWhen(true)] out LostRange? lost)
    {
        lost = null;
        if (message.Header.IsSenml || message.Detail.IsEmpty || !StreamNames.TryParse(message.Subject, out StreamId stream)) return false;
        using var detail = JsonDocument.Parse(message.Detail);
        var list = detail.RootElement;
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() != 3) return false;
        if (list[0].ValueKind != JsonValueKind.Number || list[1].ValueKind != JsonValueKind.Number || list[2].ValueKind != JsonValueKind.String) return false;
        if (!list[0].TryGetInt64(out var first) || !list[1].TryGetInt64(out var last) || first < 1 || last < first) return false;
        if (!TryText(list[2], out var reason) || reason.Length is 0 or > ReasonCharsMax) return false;
        lost = new LostRange(stream, first, last, reason);
        return true;
    }

    private static bool TryText(JsonElement element, [NotNullWhen(true)] out string? text)
    {
        try
        {
            text = element.GetString();
            return text is not null;
        }
        catch (InvalidOperationException)
        {
            // The text is not UTF-8; the reader says so only now.
            text = null;
            return false;
        }
    }
}
