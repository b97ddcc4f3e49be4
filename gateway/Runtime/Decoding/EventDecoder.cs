using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Wattline.Gateway.Domain;
using Wattline.Gateway.Runtime.Cbor;
using Wattline.Gateway.Runtime.Quarantine;
using Wattline.Gateway.Runtime.Registry;

namespace Wattline.Gateway.Runtime.Decoding;

/// <summary>Reads the body of an event (docs/uplink.md): [code, subject, counter, start, detail].</summary>
internal static class EventDecoder
{
    public static QuarantineReason Decode(ref CborReader cbor, ConcentratorId concentrator, RegistryState? registry, EventMessage message)
    {
        if (!cbor.ReadArrayOf(5) || !TryText(ref cbor, out var code) || code.Length == 0) return QuarantineReason.BadBody;
        message.Code = code;
        if (cbor.NextType == 0)
        {
            if (!cbor.ReadCount(out var meter)) return QuarantineReason.BadBody;
            message.Subject = Name(concentrator, registry, null, meter);
        }
        else if (cbor.NextType == 4)
        {
            if (!cbor.ReadArrayOf(2) || !cbor.ReadCount(out var plan) || !cbor.ReadCount(out var meter)) return QuarantineReason.BadBody;
            message.Subject = Name(concentrator, registry, plan, meter);
        }
        else
        {
            if (!TryText(ref cbor, out var subject)) return QuarantineReason.BadBody;
            if (code is "boot" or "plan" or "door" && subject != concentrator.Text) return QuarantineReason.ConcentratorMismatch;
            message.Subject = subject;
        }
        if (!cbor.ReadCount(out var counter) || !cbor.ReadIntegerOrNull(out var start)) return QuarantineReason.BadBody;
        message.Counter = counter;
        message.StartMs = start;
        return TryDetail(ref cbor, message) ? QuarantineReason.None : QuarantineReason.BadBody;
    }

    /// <summary>
    /// The plan that an event says names the meter, or the current one where it says none; where there is none its index stays ("#3", "#3 of 12").
    /// </summary>
    private static string Name(ConcentratorId concentrator, RegistryState? registry, long? version, long meter)
    {
        Plan? plan = null;
        var known = version is { } said ? registry?.TryGetPlan(concentrator, said, out plan) : registry?.TryGetCurrent(concentrator, out plan);
        return known == true && meter < plan!.Meters.Length ? plan.Meters[meter].Meter.Text
            : version is null ? string.Create(CultureInfo.InvariantCulture, $"#{meter}")
            : string.Create(CultureInfo.InvariantCulture, $"#{meter} of {version}");
    }

    private static bool TryDetail(ref CborReader cbor, EventMessage message)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(buffer);
        if (!CborJson.TryWrite(ref cbor, json)) return false;
        json.Flush();
        message.Detail = buffer.WrittenMemory;
        return true;
    }

    internal static bool TryText(ref CborReader cbor, out string text)
    {
        text = "";
        if (!cbor.ReadText(RuntimeLimits.TextBytesMax, out var utf8) || !Utf8.IsValid(utf8)) return false;
        text = Encoding.UTF8.GetString(utf8);
        return true;
    }
}
