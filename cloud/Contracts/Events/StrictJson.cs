using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Wattline.Cloud.Contracts;

/// <summary>
/// Reads JSON that is known to be well formed, field by field: every field exactly once, none missing, none unknown, every value in its
/// range. The first thing wrong is kept as <see cref="Fault"/>, and from then on every call says false.
/// </summary>
internal ref struct StrictJson(ReadOnlySpan<byte> json)
{
    private Utf8JsonReader _json = new(json);

    /// <summary>The first thing that was wrong.</summary>
    public ContractFault? Fault { get; private set; }

    /// <summary>The element of data.readings that is being read: faults name it; -1 outside of any.</summary>
    public int Entry { get; set; } = -1;

    /// <summary>Bytes read so far; with <see cref="TokenStart"/> it bounds a raw value.</summary>
    public readonly int Position => (int)_json.BytesConsumed;

    /// <summary>Where the token just read starts.</summary>
    public readonly int TokenStart => (int)_json.TokenStartIndex;

    /// <summary>The token just read.</summary>
    public readonly JsonTokenType Token => _json.TokenType;

    /// <summary>The bytes of the token just read, without quotes, escapes as they stand.</summary>
    public readonly ReadOnlySpan<byte> Raw => _json.ValueSpan;

    /// <summary>True when the string just read has escapes, and <see cref="Raw"/> is not its text.</summary>
    public readonly bool Escaped => _json.ValueIsEscaped;

    /// <summary>Keeps the first fault.</summary>
    /// <returns>False, for the caller to return.</returns>
    public bool Fail(string field, string reason)
    {
        Fault ??= new ContractFault(Entry < 0 ? field : $"data.readings[{Entry}].{field}", reason);
        return false;
    }

    /// <summary>Reads the start of an object or array.</summary>
    public bool Start(string field, JsonTokenType token)
    {
        if (Fault is not null) return false;
        _json.Read();
        return _json.TokenType == token || Fail(field, token == JsonTokenType.StartObject ? "not an object" : "not an array");
    }

    /// <summary>Reads the next property's name; false at the end of the object or after a fault.</summary>
    public bool NextName() => Fault is null && _json.Read() && _json.TokenType == JsonTokenType.PropertyName;

    /// <summary>Reads the next token of an array; false at the end of the array or after a fault.</summary>
    public bool NextItem() => Fault is null && _json.Read() && _json.TokenType != JsonTokenType.EndArray;

    /// <summary>Reads the value of the property just named.</summary>
    public bool Next() => Fault is null && _json.Read();

    /// <summary>True when the property is this one; the second of the same name is a fault.</summary>
    public bool Is(ReadOnlySpan<byte> name, ref uint seen, int bit)
    {
        if (!_json.ValueTextEquals(name)) return false;
        if ((seen >> bit & 1) != 0) Fail(_json.GetString()!, "stands twice");
        seen |= 1u << bit;
        return true;
    }

    /// <summary>A property that nobody knows.</summary>
    public bool Unknown(string path)
    {
        var name = _json.ValueSpan.Length <= 64 ? _json.GetString() : "(long)";
        return Fail(path + name, "unknown field");
    }

    /// <summary>Steps over the value of the property just named, and gives its bounds.</summary>
    public bool Skip(out Range bounds)
    {
        bounds = default;
        if (Fault is not null) return false;
        _json.Read();
        var start = TokenStart;
        _json.Skip();
        bounds = start..Position;
        return true;
    }

    /// <summary>Reads an integer within a range.</summary>
    public bool Integer(string field, long min, long max, out long value)
    {
        value = 0;
        if (Fault is not null) return false;
        _json.Read();
        return IntegerHere(field, min, max, out value);
    }

    /// <summary>Reads an integer within a range, or null.</summary>
    public bool IntegerOrNull(string field, long min, long max, out long? value)
    {
        value = null;
        if (Fault is not null) return false;
        _json.Read();
        if (_json.TokenType == JsonTokenType.Null) return true;
        if (!IntegerHere(field, min, max, out var number)) return false;
        value = number;
        return true;
    }

    /// <summary>Reads a text of limited length.</summary>
    public bool Text(string field, out string value)
    {
        value = "";
        if (!TextOrNull(field, out var text)) return false;
        value = text ?? "";
        return text is not null || Fail(field, "null");
    }

    /// <summary>Reads a text of limited length, or null.</summary>
    public bool TextOrNull(string field, out string? value)
    {
        value = null;
        if (Fault is not null) return false;
        _json.Read();
        if (_json.TokenType == JsonTokenType.Null) return true;
        if (_json.TokenType != JsonTokenType.String) return Fail(field, "not a text");
        // The limit is of the text; escapes make it longer on the wire, up to six bytes for one.
        if (_json.ValueSpan.Length > CloudLinkLimits.TextBytesMax * (_json.ValueIsEscaped ? 6 : 1)) return Fail(field, "too long");
        var text = _json.GetString()!;
        if (_json.ValueIsEscaped && Encoding.UTF8.GetByteCount(text) > CloudLinkLimits.TextBytesMax) return Fail(field, "too long");
        // PostgreSQL has no such text (15, 8.3).
        if (text.Contains('\0', StringComparison.Ordinal)) return Fail(field, "has a U+0000");
        value = text;
        return true;
    }

    /// <summary>Reads 16 hex digits.</summary>
    public bool Hex(string field, out ulong value)
    {
        value = 0;
        if (!HexOrNull(field, out var number)) return false;
        value = number ?? 0;
        return number is not null || Fail(field, "null");
    }

    /// <summary>Reads 16 hex digits, or null.</summary>
    public bool HexOrNull(string field, out ulong? value)
    {
        value = null;
        if (Fault is not null) return false;
        _json.Read();
        if (_json.TokenType == JsonTokenType.Null) return true;
        if (_json.TokenType != JsonTokenType.String || _json.ValueSpan.Length != 16
            || !Utf8Parser.TryParse(_json.ValueSpan, out ulong number, out var used, 'x') || used != 16) return Fail(field, "not 16 hex digits");
        value = number;
        return true;
    }

    /// <summary>Reads a word without escapes: its bytes are good until the next call.</summary>
    public bool Word(string field, out ReadOnlySpan<byte> word)
    {
        word = default;
        if (Fault is not null) return false;
        _json.Read();
        if (_json.TokenType != JsonTokenType.String || _json.ValueIsEscaped) return Fail(field, "not a plain text");
        word = _json.ValueSpan;
        return true;
    }

    private bool IntegerHere(string field, long min, long max, out long value)
    {
        value = 0;
        if (_json.TokenType != JsonTokenType.Number || !_json.TryGetInt64(out value)) return Fail(field, "not an integer");
        return (value >= min && value <= max) || Fail(field, "out of range");
    }
}
