using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Ingest.Outages;

/// <summary>The oldest slots of a very long outage, of which a concentrator journals no entries (docs/uplink.md, events, <c>outage</c>).</summary>
/// <param name="FirstSlot">First slot, Unix seconds.</param>
/// <param name="LastSlot">Last slot, Unix seconds.</param>
/// <param name="Cause">Why: a cause of docs/uplink.md, readings.</param>
public sealed record OutageRange(long FirstSlot, long LastSlot, int Cause)
{
    /// <summary>The event's code.</summary>
    public const string Code = "outage";

    /// <summary>What an event that cannot be read is refused with.</summary>
    public const string Form = "not [first slot, last slot, cause], or data.subject is not the concentrator";

    internal static bool TryRead(EventMessage message, [NotNullWhen(true)] out OutageRange? outage)
    {
        outage = null;
        if (message.Detail.IsEmpty || message.Subject != message.Header.Concentrator.Text) return false;
        using var detail = JsonDocument.Parse(message.Detail);
        var list = detail.RootElement;
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() != 3) return false;
        if (!EventDetail.TryInteger(list[0], out var first) || !EventDetail.TryInteger(list[1], out var last) || first < 0 || last < first) return false;
        if (!EventDetail.TryInteger(list[2], out var cause) || !QualityTable.TryFromCause(cause, out _)) return false;
        outage = new OutageRange(first, last, (int)cause);
        return true;
    }
}
