using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace Wattline.Gateway.Runtime.Cbor;

/// <summary>Tells any CBOR item as JSON (RFC 8949, 6.1): byte strings become base64url text, map keys become text.</summary>
public static class CborJson
{
    /// <summary>Writes the next item. False when it is not well formed, too deep, or has no JSON.</summary>
    public static bool TryWrite(ref CborReader cbor, Utf8JsonWriter json, int nestingMax = RuntimeLimits.NestingMax)
    {
        if (nestingMax == 0) return false;
        switch (cbor.NextType)
        {
            case 0:
                if (!cbor.ReadUnsigned(out var number)) return false;
                json.WriteNumberValue(number);
                return true;
            case 1:
                if (!cbor.ReadInteger(out var negative)) return false;
                json.WriteNumberValue(negative);
                return true;
            case 2:
                if (!cbor.ReadBytes(RuntimeLimits.MessageBytesMax, out var bytes)) return false;
                json.WriteStringValue(System.Buffers.Text.Base64Url.EncodeToString(bytes));
                return true;
            case 3:
                if (!cbor.ReadText(RuntimeLimits.MessageBytesMax, out var text) || !Utf8.IsValid(text)) return false;
                json.WriteStringValue(text);
                return true;
            case 4:
                if (!cbor.ReadArray(out var items)) return false;
                json.WriteStartArray();
                for (; items > 0; items--)
                    if (!TryWrite(ref cbor, json, nestingMax - 1)) return false;
                json.WriteEndArray();
                return true;
            case 5:
                return TryWriteMap(ref cbor, json, nestingMax);
            case 7:
                if (cbor.ReadNull())
                {
                    json.WriteNullValue();
                    return true;
                }
                if (!cbor.ReadSimple(out var value, out var isBoolean)) return false;
                if (isBoolean) json.WriteBooleanValue(value != 0);
                else if (double.IsFinite(value)) json.WriteNumberValue(value);
                else json.WriteNullValue();
                return true;
            default:
                return false;
        }
    }

    private static bool TryWriteMap(ref CborReader cbor, Utf8JsonWriter json, int nestingMax)
    {
        if (!cbor.ReadMap(out var pairs)) return false;
        json.WriteStartObject();
        for (; pairs > 0; pairs--)
        {
            if (cbor.NextType == 3)
            {
                if (!cbor.ReadText(RuntimeLimits.TextBytesMax, out var name) || !Utf8.IsValid(name)) return false;
                json.WritePropertyName(name);
            }
            else
            {
                if (!cbor.ReadInteger(out var key)) return false;
                json.WritePropertyName(key.ToString(CultureInfo.InvariantCulture));
            }
            if (!TryWrite(ref cbor, json, nestingMax - 1)) return false;
        }
        json.WriteEndObject();
        return true;
    }
}
