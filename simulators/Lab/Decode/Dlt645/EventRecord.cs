using System.Text.Json.Nodes;
using Wattline.Firmware.Meters;

namespace Wattline.Simulators.Lab.Decode.Dlt645;

/// <summary>A record of an event: its times, then what the registers showed or grew by (DL/T 645-2007, table A.4).</summary>
internal static class EventRecord
{
    private const int TimeBytes = 6, OperatorBytes = 4;

    private static readonly uint[] _energies = [0x00010000, 0x00020000, 0x00050000, 0x00060000, 0x00070000, 0x00080000];
    private static readonly uint[] _increments = [0x00010000, 0x00020000, 0x00030000, 0x00040000];
    private static readonly string[] _phases = ["A", "B", "C"];

    public static JsonArray Read(uint id, Dlt645Format format, ReadOnlySpan<byte> payload)
    {
        var items = new JsonArray();
        bool set = (id & 0xFFFFFF00) == 0x03300400; // Who set a clock, from what, to what.
        Time(items, $"{format.Name} {(set ? "from" : format.EndAt < 0 ? "time" : "start")}", payload, format.StartAt);
        if (format.EndAt >= 0)
        {
            Time(items, $"{format.Name} {(set ? "to" : "end")}", payload, format.EndAt);
        }

        if (set || (format.EndAt < 0 && payload.Length >= TimeBytes + OperatorBytes))
        {
            items.Add(Dlt645Items.Named($"{format.Name} operator", BcdText.Digits(payload.Slice(set ? 0 : TimeBytes, OperatorBytes))));
        }

        Values(id, payload, items);
        foreach (var item in items)
        {
            item!["record"] = format.Ordinal;
        }

        return items;
    }

    private static void Values(uint id, ReadOnlySpan<byte> payload, JsonArray items)
    {
        int event2 = (int)(id >> 16) & 0xFF;
        if (id >> 24 is 0x1D or 0x1E)
        {
            Energies(items, payload[(TimeBytes + OperatorBytes)..], _energies, "");
        }
        else if (event2 == 0x30 && (id & 0xFF00) is 0x0D00 or 0x0E00)
        {
            Energies(items, payload[(2 * TimeBytes)..], _energies, " before");
            Energies(items, payload[((2 * TimeBytes) + 24)..], _energies, " after");
        }
        else if (id >> 24 == 0x03 && event2 is (>= 0x01 and <= 0x04) or (>= 0x07 and <= 0x0F))
        {
            var rest = payload[((2 * TimeBytes) + (event2 is 0x09 or 0x0A ? 2 : 0))..];
            Energies(items, rest, _increments, " increment");
            int stride = event2 is <= 0x04 or (>= 0x0B and <= 0x0D) ? 29 : 16;
            for (int phase = 1; phase <= 3; phase++)
            {
                Phase(items, rest[(16 + ((phase - 1) * stride))..], phase, stride > 16);
            }
        }
    }

    private static void Phase(JsonArray items, ReadOnlySpan<byte> bytes, int phase, bool measured)
    {
        int first = items.Count;
        Energies(items, bytes, _increments, " increment");
        var rest = bytes[16..];
        foreach (uint id in measured ? (ReadOnlySpan<uint>)[0x02010000, 0x02020000, 0x02030000, 0x02040000, 0x02060000] : [])
        {
            items.Add(Dlt645Items.Single(id | ((uint)phase << 8), ref rest));
        }

        for (int i = first; i < items.Count; i++)
        {
            items[i]!["phase"] = _phases[phase - 1];
        }
    }

    private static void Energies(JsonArray items, ReadOnlySpan<byte> bytes, uint[] ids, string suffix)
    {
        foreach (uint id in ids)
        {
            var item = Dlt645Items.Single(id, ref bytes);
            item["name"] = $"{item["name"]}{suffix}";
            items.Add(item);
        }
    }

    private static void Time(JsonArray items, string name, ReadOnlySpan<byte> payload, int at) =>
        items.Add(Dlt645Items.Named(name, BcdText.TimeOrNull(payload.Slice(at, TimeBytes))));
}
