using System.Text.Json.Nodes;
using Wattline.Firmware.Meters.Dlms;

namespace Wattline.Simulators.Lab.Decode.Dlms;

/// <summary>xDLMS APDUs with logical names (IEC 62056-5-3, clause 9) as JSON.</summary>
internal static class ApduText
{
    private static readonly string[] _kinds = ["", "normal", "next", "with-list"];

    /// <summary>What an APDU says; null and a reason when it does not fit.</summary>
    public static JsonObject? Say(byte[] apdu, out string? reason)
    {
        reason = null;
        if (apdu.Length == 0)
        {
            reason = "truncated: no APDU";
            return null;
        }

        if (apdu[0] is >= 0x60 and <= 0x63)
        {
            return AcseText.Say(apdu, out reason);
        }

        var said = apdu[0] switch
        {
            0x01 or 0x08 => AcseText.Initiate(apdu),
            0x0E => AcseText.Initiate(apdu),
            0x0F => Notification(apdu),
            0xE0 => BlockTransfer(apdu),
            0xC2 => Event(apdu),
            0xD8 when apdu.Length == 3 => new JsonObject { ["type"] = "exception-response", ["state_error"] = apdu[1], ["service_error"] = apdu[2] },
            >= 0xC0 and <= 0xC7 => new Body(apdu).Say(),
            _ => Ciphered.Say(apdu),
        };
        if (said is null) reason = $"bad content: APDU {apdu[0]:X2} does not fit";
        return said;
    }

    private static JsonObject? Notification(byte[] apdu)
    {
        if (apdu.Length < 7) return null;
        var said = new JsonObject { ["type"] = "data-notification", ["long_invoke"] = Convert.ToHexString(apdu, 1, 4) };
        int at = 5;
        bool isTagged = apdu[at] == 0x09 && apdu[at + 1] == 12;
        if (isTagged) at++;
        int bytes = apdu[at++];
        if (bytes == 12 && at + 12 <= apdu.Length)
        {
            said["date_time"] = AxdrText.DateTime(apdu[at..(at + 12)]) ?? (JsonNode)Convert.ToHexString(apdu, at, 12);
            if (isTagged) said["date_time_note"] = "an octet-string tag 09 stands before the length (not per the standard, seen in older Kaifa meters)";
        }
        else if (bytes != 0)
        {
            return null;
        }

        at += bytes;
        if (at >= apdu.Length) return null;
        var reader = new AxdrReader();
        reader.Begin(apdu, at, apdu.Length - at);
        said["value"] = AxdrText.Say(apdu, reader);
        return said["value"] is null ? null : said;
    }

    /// <summary>A block of a general block transfer: E0, control, number, acknowledged number, data.</summary>
    private static JsonObject? BlockTransfer(byte[] apdu)
    {
        if (apdu.Length < 7) return null;
        var reader = new AxdrReader();
        reader.Begin(apdu, 6, apdu.Length - 6);
        int length = reader.ReadLength();
        if (reader.Failed || reader.Position + length != apdu.Length) return null;
        return new JsonObject
        {
            ["type"] = "general-block-transfer",
            ["last"] = (apdu[1] & 0x80) != 0,
            ["streaming"] = (apdu[1] & 0x40) != 0,
            ["window"] = apdu[1] & 0x3F,
            ["block"] = (apdu[2] << 8) | apdu[3],
            ["acknowledged"] = (apdu[4] << 8) | apdu[5],
            ["data"] = Convert.ToHexString(apdu, reader.Position, length),
        };
    }

    /// <summary>An event notification: perhaps a time, then an attribute and its value.</summary>
    private static JsonObject? Event(byte[] apdu)
    {
        var said = new JsonObject { ["type"] = "event-notification-request" };
        int at = 2;
        if (apdu.Length > 2 && apdu[1] == 1)
        {
            int bytes = apdu[at++];
            if (bytes != 12 || at + bytes > apdu.Length) return null;
            said["date_time"] = AxdrText.DateTime(apdu[at..(at + bytes)]) ?? (JsonNode)Convert.ToHexString(apdu, at, bytes);
            at += bytes;
        }

        if (at + 9 >= apdu.Length) return null;
        said["class_id"] = (apdu[at] << 8) | apdu[at + 1];
        said["obis"] = AxdrText.Obis(apdu.AsSpan(at + 2, 6));
        said["attribute"] = apdu[at + 8];
        var reader = new AxdrReader();
        reader.Begin(apdu, at + 9, apdu.Length - at - 9);
        said["value"] = AxdrText.Say(apdu, reader);
        return said["value"] is null || reader.Left > 0 ? null : said;
    }

    private sealed class Body(byte[] apdu)
    {
        private readonly AxdrReader _reader = new();
        private int _at = 3;
        private bool _short;

        public JsonObject? Say()
        {
            if (apdu.Length < 4 || apdu[1] is < 1 or > 6) return null;
            bool isAnswer = apdu[0] >= 0xC4;
            string service = (apdu[0] & 3) switch { 0 => "get", 1 => "set", 3 => "action", _ => "" };
            if (service.Length == 0) return null;
            string kind = Kind(service, isAnswer, apdu[1]);
            if (kind.Length == 0) return null;
            var said = new JsonObject { ["type"] = $"{service}-{(isAnswer ? "response" : "request")}-{kind}", ["invoke"] = $"{apdu[2]:X2}" };
            switch (apdu[0], apdu[1])
            {
                case (0xC0, 1): Reference(said, "attribute"); Selection(said); break;
                case (0xC0, 2): said["block"] = Word(); break;
                case (0xC0, 3): List(said, References); break;
                case (0xC1, 1): Reference(said, "attribute"); Selection(said); Value(said, "value"); break;
                case (0xC1, 2): Reference(said, "attribute"); Selection(said); PlainBlock(said); break;
                case (0xC1, 3) or (0xC3, 5) or (0xC3, 6): PlainBlock(said); break;
                case (0xC1, 4): List(said, References); List(said, Values, "values"); break;
                case (0xC1, 5): List(said, References); PlainBlock(said); break;
                case (0xC3, 1): Reference(said, "method"); if (Byte() == 1) Value(said, "parameter"); break;
                case (0xC3, 2) or (0xC5, 2) or (0xC7, 4): said["block"] = Word(); break;
                case (0xC3, 3): List(said, Methods); List(said, Values, "values"); break;
                case (0xC3, 4): Reference(said, "method"); PlainBlock(said); break;
                case (0xC4, 1): Result(said); break;
                case (0xC4, 2): Block(said); break;
                case (0xC4, 3): List(said, Results); break;
                case (0xC5, 1): said["result"] = Access(Byte()); break;
                case (0xC5, 3): said["result"] = Access(Byte()); said["block"] = Word(); break;
                case (0xC5, 5): List(said, () => new JsonObject { ["result"] = Access(Byte()) }); break;
                case (0xC7, 1): Action(said); break;
                case (0xC7, 2): PlainBlock(said); break;
                case (0xC7, 3): List(said, () => { var one = new JsonObject(); Acted(one); return one; }); break;
                default: return null;
            }

            return _short || _at != apdu.Length ? null : said;
        }

        private int Byte()
        {
            if (_at < apdu.Length) return apdu[_at++];
            _short = true;
            return 0;
        }

        private long Word() => ((long)Byte() << 24) | ((long)Byte() << 16) | ((long)Byte() << 8) | (uint)Byte();

        private void Reference(JsonObject said, string member)
        {
            said["class_id"] = (Byte() << 8) | Byte();
            byte[] obis = [(byte)Byte(), (byte)Byte(), (byte)Byte(), (byte)Byte(), (byte)Byte(), (byte)Byte()];
            said["obis"] = AxdrText.Obis(obis);
            said[member] = Byte();
        }

        private void Selection(JsonObject said)
        {
            if (Byte() == 1)
            {
                said["selector"] = Byte();
                Value(said, "parameter");
            }
        }

        private void Value(JsonObject said, string name)
        {
            _reader.Begin(apdu, Math.Min(_at, apdu.Length), apdu.Length - Math.Min(_at, apdu.Length));
            if (AxdrText.Say(apdu, _reader) is { } value) said[name] = value;
            else _short = true;
            _at = _reader.Position;
        }

        private void Result(JsonObject said)
        {
            if (Byte() == 0) Value(said, "value");
            else said["error"] = Access(Byte());
        }

        private void Block(JsonObject said)
        {
            said["last"] = Byte() != 0;
            said["block"] = Word();
            if (Byte() != 0)
            {
                said["error"] = Access(Byte());
                return;
            }

            _reader.Begin(apdu, Math.Min(_at, apdu.Length), apdu.Length - Math.Min(_at, apdu.Length));
            int bytes = _reader.ReadLength();
            _at = _reader.Position;
            _short |= _reader.Failed || _at + bytes > apdu.Length;
            if (!_short) said["data"] = Convert.ToHexString(apdu, _at, bytes);
            _at += bytes;
        }

        private static string Kind(string service, bool isAnswer, int kind) => (service, isAnswer, kind) switch
        {
            ("get", true, 2) => "with-datablock",
            ("get", _, > 3) => "",
            ("set", false, 2) => "with-first-datablock",
            ("set", false, 3) => "with-datablock",
            ("set", false, 4) => "with-list",
            ("set", false, 5) => "with-list-and-first-datablock",
            ("set", true, 2) => "datablock",
            ("set", true, 3) => "last-datablock",
            ("set", true, 5) => "with-list",
            ("action", false, 2) => "next-pblock",
            ("action", false, 4) => "with-first-pblock",
            ("action", false, 5) => "with-list-and-first-pblock",
            ("action", false, 6) => "with-pblock",
            ("action", true, 2) => "with-pblock",
            ("action", true, 4) => "next-pblock",
            (_, _, <= 3) => _kinds[kind],
            _ => "",
        };

        /// <summary>A block without a result: last, number, data.</summary>
        private void PlainBlock(JsonObject said)
        {
            said["last"] = Byte() != 0;
            said["block"] = Word();
            _reader.Begin(apdu, Math.Min(_at, apdu.Length), apdu.Length - Math.Min(_at, apdu.Length));
            int bytes = _reader.ReadLength();
            _at = _reader.Position;
            _short |= _reader.Failed || _at + bytes > apdu.Length;
            if (!_short) said["data"] = Convert.ToHexString(apdu, _at, bytes);
            _at += bytes;
        }

        private JsonObject Values()
        {
            var said = new JsonObject();
            Value(said, "value");
            var value = said["value"] as JsonObject ?? [];
            said.Remove("value");
            return value;
        }

        private JsonObject Methods()
        {
            var said = new JsonObject();
            Reference(said, "method");
            return said;
        }

        private void List(JsonObject said, Func<JsonObject> element, string name = "list")
        {
            var list = new JsonArray();
            for (int left = Byte(); left > 0 && !_short; left--)
            {
                list.Add(element());
            }

            said[name] = list;
        }

        private JsonObject References()
        {
            var said = new JsonObject();
            Reference(said, "attribute");
            bool selective = Byte() == 1;
            said["selective"] = selective;
            if (selective)
            {
                said["selector"] = Byte();
                Value(said, "parameter");
            }

            return said;
        }

        private JsonObject Results()
        {
            var said = new JsonObject();
            if (Byte() != 0) return new JsonObject { ["error"] = Access(Byte()) };
            Value(said, "value");
            var value = said["value"] as JsonObject ?? [];
            said.Remove("value");
            return value;
        }

        private void Action(JsonObject said)
        {
            if (_at + 1 == apdu.Length)
            {
                said["result"] = Access(Byte());
                return;
            }

            Acted(said);
        }

        private void Acted(JsonObject said)
        {
            said["result"] = Access(Byte());
            if (Byte() == 0) return;
            if (Byte() == 0) Value(said, "value");
            else said["return_error"] = Access(Byte());
        }

        private static string Access(int code) => code switch
        {
            0 => "success",
            1 => "hardware-fault",
            2 => "temporary-failure",
            3 => "read-write-denied",
            4 => "object-undefined",
            9 => "object-class-inconsistent",
            11 => "object-unavailable",
            12 => "type-unmatched",
            13 => "scope-of-access-violated",
            14 => "data-block-unavailable",
            15 => "long-get-aborted",
            16 => "no-long-get-in-progress",
            17 => "long-set-aborted",
            18 => "no-long-set-in-progress",
            19 => "data-block-number-invalid",
            250 => "other-reason",
            _ => $"result {code}",
        };
    }
}
