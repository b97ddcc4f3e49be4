using Wattline.Gateway.Domain;
using Wattline.Gateway.Runtime.Cbor;
using Wattline.Gateway.Runtime.Quarantine;
using Wattline.Gateway.Runtime.Registry;

namespace Wattline.Gateway.Runtime.Decoding;

/// <summary>Reads the body of readings (docs/uplink.md) by its plan, straight into normalised readings: [plan, kind, slot, [entry …]].</summary>
internal static class ReadingsDecoder
{
    public static QuarantineReason Decode(ref CborReader cbor, ConcentratorId concentrator, RegistryState? registry, ReadingsMessage message, List<MeterPoint> points)
    {
        if (!cbor.ReadArrayOf(4) || !cbor.ReadCount(out var version) || !cbor.ReadCount(out var kind) || !cbor.ReadInteger(out var slot) || !cbor.ReadArray(out var entries)
            || kind >= ReadingKinds.Count) return QuarantineReason.BadBody;
        if (registry is null || !registry.TryGetPlan(concentrator, version, out var plan)) return QuarantineReason.UnknownPlan;
        message.Plan = version;
        message.Kind = (ReadingKind)kind;
        message.Slot = slot;
        message.LengthS = message.Kind.HasLength() ? plan.EveryS : 0;
        for (; entries > 0; entries--)
        {
            var reason = DecodeEntry(ref cbor, plan, slot, message, points);
            if (reason != QuarantineReason.None) return reason;
        }
        return QuarantineReason.None;
    }

    /// <summary>[meter, cause, source, offset, [value …]].</summary>
    private static QuarantineReason DecodeEntry(ref CborReader cbor, Plan plan, long slot, ReadingsMessage message, List<MeterPoint> points)
    {
        if (!cbor.ReadArrayOf(5) || !cbor.ReadCount(out var meter) || !cbor.ReadCount(out var cause) || !cbor.ReadCount(out var source) || !cbor.ReadInteger(out var offset)
            || !cbor.ReadArray(out var values) || source > 1) return QuarantineReason.BadBody;
        if (meter >= plan.Meters.Length) return QuarantineReason.UnknownMeter;
        var point = plan.Meters[meter];
        var channels = point.Template.Channels;
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
}
