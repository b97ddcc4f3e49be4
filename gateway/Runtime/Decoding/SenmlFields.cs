using System.Text.Json;
using Wattline.Gateway.Domain;

namespace Wattline.Gateway.Runtime.Decoding;

/// <summary>The fields of one SenML record (RFC 8428, 4.1 to 4.4); base fields stay for the records that follow.</summary>
internal sealed class SenmlFields
{
    /// <summary>The largest time taken, seconds: the year 9999, so that milliseconds fit.</summary>
    public const long TimeMaxS = 253_402_300_799;

    public string BaseName { get; private set; } = "";

    public string? BaseUnit { get; private set; }

    public decimal BaseTime { get; private set; }

    public string Name { get; private set; } = "";

    public string? Unit { get; private set; }

    public decimal Time { get; private set; }

    public ExactDecimal Value { get; private set; }

    /// <summary>False when the object held base fields only.</summary>
    public bool HasRecord { get; private set; }

    /// <summary>Reads one object, whose start was just read.</summary>
    public bool TryRead(ref Utf8JsonReader json)
    {
        (Name, Unit, Time) = ("", null, 0);
        bool hasValue = false, hasName = false;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var label = json.GetString()!;
            json.Read();
            var taken = label switch
            {
                "bn" => TryText(ref json, text => BaseName = text),
                "bu" => TryText(ref json, text => BaseUnit = text),
                "bt" => TryTime(ref json, time => BaseTime = time),
                "n" => hasName = TryText(ref json, text => Name = text),
                "u" => TryText(ref json, text => Unit = text),
                "t" => TryTime(ref json, time => Time = time),
                "v" => hasValue = TryValue(ref json),
                "bver" => json.TokenType == JsonTokenType.Number && json.TryGetInt32(out var version) && version <= 10,
                // Known to SenML and not to the contract: to step over them would change what the pack says.
                "bv" or "bs" or "s" or "vs" or "vb" or "vd" => false,
                // RFC 8428, 4.4: a label that ends so must be understood; any other may be stepped over.
                _ => !label.EndsWith('_') && TrySkip(ref json),
            };
            if (!taken) return false;
        }
        HasRecord = hasValue;
        return hasValue || !hasName;
    }

    private static bool TrySkip(ref Utf8JsonReader json)
    {
        json.Skip();
        return true;
    }

    private static bool TryText(ref Utf8JsonReader json, Action<string> take)
    {
        if (json.TokenType != JsonTokenType.String || json.ValueSpan.Length > RuntimeLimits.TextBytesMax) return false;
        take(json.GetString()!);
        return true;
    }

    private static bool TryTime(ref Utf8JsonReader json, Action<decimal> take)
    {
        if (json.TokenType != JsonTokenType.Number || !json.TryGetDecimal(out var seconds) || decimal.Abs(seconds) > TimeMaxS) return false;
        take(seconds);
        return true;
    }

    /// <summary>A number, digit by digit; an exponent moves the point.</summary>
    private bool TryValue(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.Number) return false;
        var text = json.ValueSpan;
        var e = text.IndexOfAny((byte)'e', (byte)'E');
        var power = 0;
        if (e >= 0)
        {
            var exponent = text[(e + 1)..];
            if (exponent is [(byte)'+', ..]) exponent = exponent[1..];
            if (!System.Buffers.Text.Utf8Parser.TryParse(exponent, out power, out var used) || used != exponent.Length || power is < -DomainLimits.DecimalsMax or > DomainLimits.DecimalsMax) return false;
            text = text[..e];
        }
        if (!ExactDecimal.TryParse(text, out var mantissa) || !mantissa.TryShift(power, out var value)) return false;
        Value = value;
        return true;
    }
}
