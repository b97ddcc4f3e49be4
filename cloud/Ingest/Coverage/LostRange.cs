using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Ingest.Coverage;

/// <summary>Messages that a concentrator says will never come (docs/uplink.md, events, <c>lost</c>).</summary>
/// <param name="Epoch">Of which epoch of the concentrator: the event's own, or an earlier one that it names.</param>
/// <param name="Stream">Of which stream of that epoch.</param>
/// <param name="First">First sequence.</param>
/// <param name="Last">Last sequence.</param>
/// <param name="Reason">Why, in the concentrator's word.</param>
public sealed record LostRange(Epoch Epoch, StreamId Stream, long First, long Last, string Reason)
{
    /// <summary>The event's code.</summary>
    public const string Code = "lost";

    /// <summary>The stream of commands' results: it is not counted here, and what it lost is told to people.</summary>
    public const string Results = "results";

    /// <summary>What an event that cannot be read is refused with.</summary>
    public const string Form = "not [first sequence, last sequence, reason] or these with an epoch, or data.subject is no stream";

    private const int ReasonCharsMax = 64;

    internal static bool TryRead(EventMessage message, [NotNullWhen(true)] out LostRange? lost)
    {
        lost = null;
        if (message.Header.IsSenml || message.Detail.IsEmpty || !StreamNames.TryParse(message.Subject, out StreamId stream)) return false;
        using var detail = JsonDocument.Parse(message.Detail);
        var list = detail.RootElement;
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is not (3 or 4)) return false;
        if (!EventDetail.TryInteger(list[0], out var first) || !EventDetail.TryInteger(list[1], out var last) || first < 1 || last < first) return false;
        if (!EventDetail.TryText(list[2], out var reason) || reason.Length is 0 or > ReasonCharsMax) return false;
        var epoch = message.Header.Epoch;
        if (list.GetArrayLength() == 4)
        {
            // All 64 bits: half of the epochs are beyond a signed integer.
            if (list[3].ValueKind != JsonValueKind.Number || !list[3].TryGetUInt64(out var earlier)) return false;
            epoch = new Epoch(earlier);
        }

        lost = new LostRange(epoch, stream, first, last, reason);
        return true;
    }
}
