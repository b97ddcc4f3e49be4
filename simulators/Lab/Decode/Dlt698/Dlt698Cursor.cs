using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Wattline.Firmware.Meters.Dlt698;

namespace Wattline.Simulators.Lab.Decode.Dlt698;

/// <summary>Walks over an APDU of DL/T 698.45; once something did not fit, everything is 0 and nothing.</summary>
internal sealed class Dlt698Cursor(byte[] apdu)
{
    private readonly Dlt698Value _reader = new();
    private int _at;

    public bool Failed { get; private set; }

    public int Left => Failed ? 0 : apdu.Length - _at;

    public static string Hex(byte[] bytes) => Convert.ToHexString(bytes);

    public void Fail() => Failed = true;

    public int Byte()
    {
        if (!Failed && _at < apdu.Length) return apdu[_at++];
        Failed = true;
        return 0;
    }

    public int Word() => (Byte() << 8) | Byte();

    public long Long() => ((long)Word() << 16) | (uint)Word();

    public byte[] Take(int count)
    {
        if (Failed || count > apdu.Length - _at)
        {
            Failed = true;
            return [];
        }

        _at += count;
        return apdu[(_at - count).._at];
    }

    public string Bytes(int count) => Hex(Take(count));

    public string Text(int count) => Encoding.Latin1.GetString(Take(count));

    public string Descriptor() => Bytes(4);

    public int Length()
    {
        int first = Byte();
        return first < 0x80 ? first : first == 0x81 ? Byte() : first == 0x82 ? Word() : int.MaxValue;
    }

    public string Octets() => Bytes(Length());

    public JsonObject? Data()
    {
        if (Failed) return null;
        _reader.Begin(apdu, _at, apdu.Length - _at);
        var said = Dlt698Text.Say(apdu, _reader, 0);
        Failed |= said is null;
        _at = _reader.Position;
        return said;
    }

    public JsonArray List(Func<JsonNode?> element)
    {
        var list = new JsonArray();
        for (int left = Length(); left > 0 && !Failed; left--) list.Add(element());
        return list;
    }

    /// <summary>A column: an object, or objects within an object.</summary>
    public string Column()
    {
        if (Byte() == 0) return Descriptor();
        string head = Descriptor();
        return $"{head}({string.Join(' ', List(() => Descriptor()).Select(inner => (string?)inner))})";
    }

    /// <summary>Which rows of a record (RSD).</summary>
    public JsonObject Selection()
    {
        int kind = Byte();
        var said = new JsonObject { ["selector"] = kind };
        switch (kind)
        {
            case 0: break;
            case 1:
                said["oad"] = Descriptor();
                said["value"] = Data();
                break;
            case 2: Range(said); break;
            case 3: said["ranges"] = List(() => { var range = new JsonObject(); Range(range); return range; }); break;
            case 4 or 5:
                said["time"] = ShortMoment();
                Meters(said);
                break;
            case 6 or 7 or 8:
                said["from"] = ShortMoment();
                said["to"] = ShortMoment();
                said["interval"] = Bytes(3);
                Meters(said);
                break;
            case 9: said["last"] = Byte(); break;
            case 10:
                said["last"] = Byte();
                Meters(said);
                break;
            default: Failed = true; break;
        }

        return said;
    }

    public string? Moment()
    {
        byte[] b = Take(10);
        return b.Length == 10 ? Dlt698Text.Moment(b) : null;
    }

    public string? ShortMoment()
    {
        byte[] b = Take(7);
        return b.Length == 7 ? Dlt698Text.ShortMoment(b) : null;
    }

    private void Range(JsonObject said)
    {
        said["oad"] = Descriptor();
        said["from"] = Data();
        said["to"] = Data();
        said["interval"] = Data();
    }

    /// <summary>Which meters (MS).</summary>
    private void Meters(JsonObject said)
    {
        int kind = Byte();
        said["meters"] = kind switch
        {
            0 => "none",
            1 => "all",
            2 => List(() => Byte().ToString(CultureInfo.InvariantCulture)),
            3 => List(() => Octets()),
            4 => List(() => Word().ToString(CultureInfo.InvariantCulture)),
            _ => "ranges",
        };
        Failed |= kind > 4;
    }
}
