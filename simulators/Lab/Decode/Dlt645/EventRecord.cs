using System.Text.Json.Nodes;
using Wattline.Firmware.Meters;

namespace Wattline.Simulators.Lab.Decode.Dlt645;

/// <summary>A record of an event (DI3 = 03): start and end, for covers also six energies before and after (DL/T 645-2007, table A.4).</summary>
internal static class EventRecord
{
    private const int TimeBytes = 6;

    private static readonly uint[] _energies = [0x00010000, 0x00020000, 0x00050000, 0x00060000, 0x00070000, 0x00080000];

    public static JsonArray Read(Dlt645Format format, ReadOnlySpan<byte> payload)
    {
        var items = new JsonArray
        {
            Dlt645Items.Named($"{format.Name} start", BcdText.TimeOrNull(payload[..TimeBytes])),
            Dlt645Items.Named($"{format.Name} end", BcdText.TimeOrNull(payload.Slice(TimeBytes, TimeBytes))),
        };
        if (format.Kind == Dlt645Kind.SpanAndEnergies)
        {
            var rest = payload[(2 * TimeBytes)..];
            foreach (string moment in (ReadOnlySpan<string>)["before", "after"])
            {
                foreach (uint id in _energies)
                {
                    var item = Dlt645Items.Single(id, ref rest);
                    item["name"] = $"{item["name"]} {moment}";
                    items.Add(item);
                }
            }
        }

        foreach (var item in items)
        {
            item!["record"] = format.Ordinal;
        }

        return items;
    }
}
