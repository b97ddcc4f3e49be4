using Wattline.Gateway.Domain;
using Wattline.Gateway.Runtime.Cbor;
using Wattline.Gateway.Runtime.Quarantine;
using Wattline.Gateway.Runtime.Registry;

namespace Wattline.Gateway.Runtime.Decoding;

/// <summary>Reads the body of readings (docs/uplink.md) by its plan, straight into normalised readings: [plan, kind, slot, [entry …]], and the task of the meters' memory that they are of, and the seconds from each entry's slot to the next one's.</summary>
internal static class ReadingsDecoder
{
    // From one item of a memory to the next: a year at most; and slots of which many fit in 64 bits.
    private const long StepMax = 366 * 86_400L;
    private const long SlotMax = 1L << 40;

    public static QuarantineReason Decode(ref CborReader cbor, ConcentratorId concentrator, RegistryState? registry, ReadingsMessage message, List<MeterPoint> points)
    {
        if (!cbor.ReadArray(out var parts) || parts is not (4 or 5 or 6) || !cbor.ReadCount(out var version) || !cbor.ReadCount(out var kind) || !TrySlot(ref cbor, out var slot, out var began) || !cbor.ReadArray(out var entries)
            || began is not null && (parts != 4 || kind != 0) || kind >= ReadingKinds.Count) return QuarantineReason.BadBody;
        if (registry is null || !registry.TryGetPlan(concentrator, version, out var plan)) return QuarantineReason.UnknownPlan;
        message.Plan = version;
        message.Kind = (ReadingKind)kind;
        message.Slot = began is null ? slot : null;
        (message.BeganMs, message.EveryS) = began is null ? (null, 0) : (began, plan.EveryS);
        long? task = null;
        var step = 0L;
        if (parts > 4)
        {
            // The task stands behind the entries, which are understood by it.
            var behind = cbor;
            for (var i = 0L; i < entries; i++)
                if (!behind.Skip()) return QuarantineReason.BadBody;
            if (!behind.ReadCount(out var index)) return QuarantineReason.BadBody;
            task = index;
            if (parts > 5)
            {
                if (!behind.ReadCount(out step) || step is 0 or > StepMax || slot is < 0 or > SlotMax) return QuarantineReason.BadBody;
                message.Slot = null; // Each entry has its own.
            }
        }
        message.LengthS = message.Kind.HasLength() && task is null ? plan.EveryS : 0;
        for (; entries > 0; entries--, slot += step)
        {
            var reason = DecodeEntry(ref cbor, plan, slot, task, message, points);
            if (reason != QuarantineReason.None) return reason;
        }
        return QuarantineReason.None;
    }

    /// <summary>The slot, or as an array of one the uptime at which a window began whose time was not known.</summary>
    private static bool TrySlot(ref CborReader cbor, out long slot, out long? began)
    {
        (slot, began) = (0, null);
        if (cbor.NextType != 4) return cbor.ReadInteger(out slot);
        if (!cbor.ReadArrayOf(1) || !cbor.ReadCount(out var uptime)) return false;
        began = uptime;
        return true;
    }

    /// <summary>[meter, cause, source, offset, [value …]].</summary>
    private static QuarantineReason DecodeEntry(ref CborReader cbor, Plan plan, long slot, long? task, ReadingsMessage message, List<MeterPoint> points)
    {
        if (!cbor.ReadArrayOf(5) || !cbor.ReadCount(out var meter) || !cbor.ReadCount(out var cause) || !cbor.ReadCount(out var source) || !cbor.ReadInteger(out var offset)
            || !cbor.ReadArray(out var values) || source > 1) return QuarantineReason.BadBody;
        if (meter >= plan.Meters.Length) return QuarantineReason.UnknownMeter;
        var point = plan.Meters[meter];
        if (!TryChannels(point.Template, task, message.Kind, out var channels)) return QuarantineReason.BadBody;
        var explained = QualityTable.TryFromCause(cause, out var why);
        if (values != channels.Length && values != 0 || cause != 0 && !explained) return QuarantineReason.BadBody;

        points.Add(point);
        message.AddEntry(point.Meter, slot, offset, source == 1, explained ? default(QualitySet).With(why) : default);
        foreach (var channel in channels)
        {
            long? value = null;
            if (values != 0 && !cbor.ReadIntegerOrNull(out value)) return QuarantineReason.BadBody;
            // Nothing without a reason: a value is there, or the cause says why not.
            if (value is null && !explained) return QuarantineReason.BadBody;
            message.AddValue(new ReadingValue(channel.Obis, new ExactDecimal(value ?? 0, channel.Decimals), value is not null));
        }
        return QuarantineReason.None;
    }

    /// <summary>The channels of a task, or of a slot; false where the template has no such task, or it gives readings of another kind.</summary>
    private static bool TryChannels(Template template, long? task, ReadingKind kind, out Channel[] channels)
    {
        channels = template.Channels;
        if (task is not { } index) return true;
        if (index >= template.Tasks.Count || template.Tasks[(int)index].Kind != kind) return false;
        channels = template.Tasks[(int)index].Channels;
        return true;
    }
}
