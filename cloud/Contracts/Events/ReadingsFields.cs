using System.Text.Json;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Contracts;

/// <summary>Reads the fields of readings.</summary>
internal sealed class ReadingsFields : IDataFields
{
    private static readonly string[] _fields = ["plan", "kind", "slot", "length", "readings", "began_ms", "every_s"];

    // Milliseconds of a device's uptime: a thousand years.
    private const long MomentMax = 1L << 45;

    private readonly ReadingsMessage _message = new();
    private bool _ownSlots = true;

    public StreamId? Stream => StreamId.Readings;

    public Message Message => _message;

    public IReadOnlyList<string> Names => _fields;

    /// <summary>What only readings have that were made without the time.</summary>
    public uint Optional => 0b11u << 13;

    public bool TryRead(ref StrictJson json, ref uint seen)
    {
        if (json.Is("plan"u8, ref seen, 8))
        {
            json.IntegerOrNull("data.plan", 0, long.MaxValue, out var plan);
            _message.Plan = plan;
        }
        else if (json.Is("kind"u8, ref seen, 9))
        {
            if (!json.Word("data.kind", out var name)) return true;
            if (ReadingKinds.TryParse(name, out var kind)) _message.Kind = kind;
            else json.Fail("data.kind", "unknown");
        }
        else if (json.Is("slot"u8, ref seen, 10))
        {
            json.IntegerOrNull("data.slot", long.MinValue, long.MaxValue, out var slot);
            _message.Slot = slot;
        }
        else if (json.Is("length"u8, ref seen, 11))
        {
            json.Integer("data.length", 0, int.MaxValue, out var length);
            _message.LengthS = (int)length;
        }
        else if (json.Is("readings"u8, ref seen, 12))
        {
            if (!json.Start("data.readings", JsonTokenType.StartArray)) return true;
            while (json.NextItem())
            {
                json.Entry++;
                ReadEntry(ref json);
            }
            if (json.Fault is null) json.Entry = -1;
        }
        else if (json.Is("began_ms"u8, ref seen, 13))
        {
            json.Integer("data.began_ms", 0, MomentMax, out var began);
            _message.BeganMs = began;
        }
        else if (json.Is("every_s"u8, ref seen, 14))
        {
            json.Integer("data.every_s", 1, int.MaxValue, out var every);
            _message.EveryS = (int)every;
        }
        else return false;
        return true;
    }

    public void Check(ref StrictJson json)
    {
        if (_message.BeganMs is not null || _message.EveryS != 0)
        {
            if (_message.BeganMs is null || _message.EveryS == 0 || _message.Slot is not null) json.Fail("data.began_ms", "not with every_s and a slot that is null");
            return;
        }

        var entries = _message.Entries;
        if (_message.Slot is not { } slot)
        {
            if (!_ownSlots) json.Fail("data.readings", "lacks a slot");
            return;
        }
        // The slot of all may be named before or after the readings: it reaches each of them here.
        for (var i = 0; i < entries.Length; i++) _message.SetSlot(i, slot);
    }

    private bool ReadEntry(ref StrictJson json)
    {
        if (json.Token != JsonTokenType.StartObject) return json.Fail("", "not an object");
        var meter = default(MeterId);
        var quality = default(QualitySet);
        long offset = 0, slot = 0;
        uint seen = 0;
        _message.AddEntry(meter, 0, 0, false, quality);
        while (json.NextName())
        {
            if (json.Is("meter"u8, ref seen, 0))
            {
                if (json.Text("meter", out var text) && !MeterId.TryParse(text, out meter)) json.Fail("meter", "not a meter's name");
            }
            else if (json.Is("quality"u8, ref seen, 1)) ReadQuality(ref json, out quality);
            else if (json.Is("offset_ms"u8, ref seen, 2)) json.Integer("offset_ms", long.MinValue, long.MaxValue, out offset);
            else if (json.Is("values"u8, ref seen, 3)) ReadValues(ref json);
            else if (json.Is("slot"u8, ref seen, 4)) json.Integer("slot", long.MinValue, long.MaxValue, out slot);
            else json.Unknown("");
        }
        if ((seen & 0xF) != 0xF) return json.Fail("", "lacks meter, quality, offset_ms or values");
        _ownSlots &= (seen & 0x10) != 0;
        _message.SetEntry(json.Entry, meter, slot, offset, quality);
        return json.Fault is null;
    }

    private static bool ReadQuality(ref StrictJson json, out QualitySet quality)
    {
        quality = default;
        if (!json.Start("quality", JsonTokenType.StartArray)) return false;
        while (json.NextItem())
        {
            if (json.Token != JsonTokenType.String || !QualityTable.TryParse(json.Raw, out var row)) return json.Fail("quality", "not a known code");
            quality = quality.With(row);
        }
        return true;
    }

    private bool ReadValues(ref StrictJson json)
    {
        if (!json.Start("values", JsonTokenType.StartObject)) return false;
        while (json.NextName())
        {
            if (json.Escaped || !Obis.TryParse(json.Raw, out var obis)) return json.Fail("values", "a name that is no OBIS code");
            foreach (ref readonly var earlier in _message.ValuesOf(_message.Entries[^1]))
                if (earlier.Obis == obis) return json.Fail("values", "a name that stands twice");
            json.Next();
            var number = default(ExactDecimal);
            var hasValue = json.Token == JsonTokenType.String;
            if (!hasValue && json.Token != JsonTokenType.Null) return json.Fail("values", "neither a decimal text nor null");
            if (hasValue && (json.Escaped || !ExactDecimal.TryParse(json.Raw, out number))) return json.Fail("values", "not an exact decimal");
            _message.AddValue(new ReadingValue(obis, number, hasValue));
        }
        return json.Fault is null;
    }
}
