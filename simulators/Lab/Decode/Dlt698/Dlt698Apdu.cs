using System.Text.Json.Nodes;

namespace Wattline.Simulators.Lab.Decode.Dlt698;

/// <summary>The application layer of DL/T 698.45 (clause 6.3) as JSON; what does not fit adds nothing beyond the service's name.</summary>
internal sealed class Dlt698Apdu(byte[] apdu)
{
    private static readonly Dictionary<int, string> _services = new()
    {
        [0x01] = "LINK-Request",
        [0x81] = "LINK-Response",
        [0x02] = "CONNECT-Request",
        [0x82] = "CONNECT-Response",
        [0x03] = "RELEASE-Request",
        [0x83] = "RELEASE-Response",
        [0x84] = "RELEASE-Notification",
        [0x05] = "GET-Request",
        [0x85] = "GET-Response",
        [0x06] = "SET-Request",
        [0x86] = "SET-Response",
        [0x07] = "ACTION-Request",
        [0x87] = "ACTION-Response",
        [0x08] = "REPORT-Response",
        [0x88] = "REPORT-Notification",
        [0x09] = "PROXY-Request",
        [0x89] = "PROXY-Response",
        [0x10] = "SECURITY-Request",
        [0x90] = "SECURITY-Response",
        [0xEE] = "ERROR-Response",
    };

    private static readonly string[] _get = ["", "Normal", "NormalList", "Record", "RecordList", "Next", "MD5"];
    private static readonly string[] _set = ["", "Normal", "NormalList", "ThenGetNormalList"];
    private static readonly string[] _report = ["", "List", "RecordList", "TransData"];

    private readonly Dlt698Cursor _in = new(apdu);

    /// <summary>Adds what the APDU says.</summary>
    public void Say(JsonObject keys)
    {
        int tag = _in.Byte();
        if (!_services.TryGetValue(tag, out string? service)) return;
        bool hasKind = tag is 0x05 or 0x85 or 0x06 or 0x86 or 0x07 or 0x87 or 0x08 or 0x88;
        int kind = hasKind ? _in.Byte() : 0;
        string[] kinds = (tag & 0x7F) switch { 5 => _get, 8 => _report, _ => _set };
        keys["service"] = kind > 0 && kind < kinds.Length ? $"{service}-{kinds[kind]}" : service;
        if (tag is 0x10 or 0x90) Security(tag == 0x90, keys);
        else if (tag == 0xEE)
        {
            keys["piid"] = $"{_in.Byte():X2}";
            keys["error"] = _in.Byte() switch { 1 => "APDU not decoded", 2 => "service not supported", 255 => "other", var other => $"error {other}" };
        }
        else if (tag is not 0x09 and not 0x89)
        {
            keys["piid"] = $"{_in.Byte():X2}";
            Body(tag, kind, keys);
        }
    }

    private void Body(int tag, int kind, JsonObject keys)
    {
        switch (tag, kind)
        {
            case (0x01, _): Link(keys); return;
            case (0x81, _): Linked(keys); return;
            case (0x02, _): Connect(keys); return;
            case (0x82, _): Connected(keys); break;
            case (0x05, 1) or (0x07, 1) or (0x06, 1):
                keys["oad"] = _in.Descriptor();
                if (tag != 0x05) keys["value"] = _in.Data();
                break;
            case (0x05, 2) or (0x08, 1) or (0x08, 2): keys["oads"] = _in.List(() => _in.Descriptor()); break;
            case (0x05, 3): Wanted(keys); break;
            case (0x05, 4): keys["records"] = _in.List(() => Part(Wanted)); break;
            case (0x05, 5): keys["block"] = _in.Word(); break;
            case (0x06, 2) or (0x07, 2): keys["objects"] = _in.List(() => Part(Written)); break;
            case (0x85, 1): Normal(keys); break;
            case (0x85, 2) or (0x88, 1): keys["objects"] = _in.List(() => Part(Normal)); break;
            case (0x85, 3): Record(keys); break;
            case (0x85, 4) or (0x88, 2): keys["records"] = _in.List(() => Part(Record)); break;
            case (0x85, 5): Next(keys); break;
            case (0x86, 1): Obeyed(keys); break;
            case (0x86, 2): keys["objects"] = _in.List(() => Part(Obeyed)); break;
            case (0x87, 1): Acted(keys); break;
            case (0x87, 2): keys["objects"] = _in.List(() => Part(Acted)); break;
            default: return;
        }

        Tail((tag & 0x80) != 0, keys);
    }

    private static JsonObject Part(Action<JsonObject> say)
    {
        var said = new JsonObject();
        say(said);
        return said;
    }

    private void Normal(JsonObject said)
    {
        said["oad"] = _in.Descriptor();
        Result(said);
    }

    private void Result(JsonObject said)
    {
        int choice = _in.Byte();
        if (choice == 0) said["dar"] = _in.Byte();
        else if (choice == 1) said["value"] = _in.Data();
        else _in.Fail();
    }

    private void Written(JsonObject said)
    {
        said["oad"] = _in.Descriptor();
        said["value"] = _in.Data();
    }

    private void Obeyed(JsonObject said)
    {
        said["oad"] = _in.Descriptor();
        said["dar"] = _in.Byte();
    }

    private void Acted(JsonObject said)
    {
        Obeyed(said);
        if (_in.Byte() == 1) said["value"] = _in.Data();
    }

    private void Wanted(JsonObject said)
    {
        said["oad"] = _in.Descriptor();
        said["selection"] = _in.Selection();
        said["columns"] = _in.List(() => _in.Column());
    }

    private void Record(JsonObject said)
    {
        said["oad"] = _in.Descriptor();
        var columns = _in.List(() => _in.Column());
        said["columns"] = columns;
        int choice = _in.Byte();
        if (choice == 0)
        {
            said["dar"] = _in.Byte();
            return;
        }

        said["rows"] = _in.List(() =>
        {
            var row = new JsonArray();
            for (int i = 0; i < columns.Count && !_in.Failed; i++) row.Add(_in.Data());
            return row;
        });
    }

    private void Next(JsonObject said)
    {
        said["last"] = _in.Byte() != 0;
        said["block"] = _in.Word();
        switch (_in.Byte())
        {
            case 0: said["dar"] = _in.Byte(); break;
            case 1: said["objects"] = _in.List(() => Part(Normal)); break;
            case 2: said["records"] = _in.List(() => Part(Record)); break;
            default: _in.Fail(); break;
        }
    }

    private void Link(JsonObject said)
    {
        said["request_type"] = _in.Byte() switch { 0 => "login", 1 => "heartbeat", 2 => "logout", _ => "reserved" };
        said["heartbeat_s"] = _in.Word();
        said["request_time"] = _in.Moment();
    }

    private void Linked(JsonObject said)
    {
        int result = _in.Byte();
        said["result"] = (result & 7) switch { 0 => "success", 1 => "address repeated", 2 => "illegal device", 3 => "not enough capacity", _ => "reserved" };
        said["clock_trusted"] = (result & 0x80) != 0;
        said["request_time"] = _in.Moment();
        said["received_time"] = _in.Moment();
        said["response_time"] = _in.Moment();
    }

    private void Sizes(JsonObject said)
    {
        said["version"] = _in.Word();
        said["protocol_conformance"] = _in.Bytes(8);
        said["function_conformance"] = _in.Bytes(16);
        said["send_max"] = _in.Word();
        said["receive_max"] = _in.Word();
        said["window"] = _in.Byte();
        said["apdu_max"] = _in.Word();
        said["timeout_s"] = _in.Long();
    }

    private void Connect(JsonObject said)
    {
        Sizes(said);
        said["mechanism"] = _in.Byte() switch { 0 => "none", 1 => "password", 2 => "symmetric", 3 => "signature", _ => "reserved" };
    }

    private void Connected(JsonObject said)
    {
        said["factory"] = _in.Text(32);
        Sizes(said);
        said["result"] = _in.Byte() switch { 0 => "allowed", 1 => "password wrong", 2 => "symmetric decryption wrong", 3 => "asymmetric decryption wrong", 4 => "signature wrong", 5 => "version does not match", _ => "other" };
        if (_in.Byte() == 1)
        {
            said["server_random"] = _in.Octets();
            said["server_signature"] = _in.Octets();
        }
    }

    /// <summary>Security is another room's work: what it wraps is told, plain text with its meaning.</summary>
    private void Security(bool isAnswer, JsonObject said)
    {
        int choice = _in.Byte();
        said["protection"] = choice switch { 0 => "plain", 1 => "ciphered", _ => "error" };
        if (choice == 2 && isAnswer)
        {
            said["dar"] = _in.Byte();
            return;
        }

        byte[] wrapped = _in.Take(_in.Length());
        if (_in.Failed) return;
        said["wrapped_hex"] = Dlt698Cursor.Hex(wrapped);
        if (choice == 0 && wrapped.Length > 0)
        {
            said["wrapped"] = Part(new Dlt698Apdu(wrapped).Say);
        }

        if (_in.Left > 0) said["verification_hex"] = _in.Bytes(_in.Left);
    }

    /// <summary>What follows unasked, in an answer, and the time tag.</summary>
    private void Tail(bool isAnswer, JsonObject said)
    {
        if (_in.Failed || _in.Left == 0) return;
        if (isAnswer && _in.Left > 1 && _in.Byte() == 1)
        {
            said["follow_report"] = _in.Byte() == 1 ? _in.List(() => Part(Normal)) : _in.List(() => Part(Record));
        }

        if (_in.Left == 0) return;
        bool hasTag = _in.Byte() != 0;
        if (!isAnswer) said["time_tag"] = hasTag;
        if (hasTag) said["tag_time"] = _in.ShortMoment();
    }
}
