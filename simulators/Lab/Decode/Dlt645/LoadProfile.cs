using System.Text.Json.Nodes;
using Wattline.Firmware.Meters;

namespace Wattline.Simulators.Lab.Decode.Dlt645;

/// <summary>
/// Load profile records (DI 06 00 00 00 to 02): A0 A0, length, time, six classes each ended by AA and empty
/// where not recorded, a sum over the record, E5 (DL/T 645-2007, annex B). A byte that does not fit: no items.
/// </summary>
internal static class LoadProfile
{
    private const int TimeBytes = 5;
    private const byte ClassEnd = 0xAA;

    /// <summary>A0 A0, length, time, six AA, sum, E5.</summary>
    private const int EmptyRecordBytes = 3 + TimeBytes + 6 + 2;

    /// <summary>Each class: the identifiers of its values in order.</summary>
    private static readonly uint[][] _classes =
    [
        [0x02010100, 0x02010200, 0x02010300, 0x02020100, 0x02020200, 0x02020300, 0x02800002],
        [0x02030000, 0x02030100, 0x02030200, 0x02030300, 0x02040000, 0x02040100, 0x02040200, 0x02040300],
        [0x02060000, 0x02060100, 0x02060200, 0x02060300],
        [0x00010000, 0x00020000, 0x00030000, 0x00040000],
        [0x00050000, 0x00060000, 0x00070000, 0x00080000],
        [0x02800004, 0x02800005],
    ];

    /// <summary>Null unless all of the payload is records.</summary>
    public static JsonArray? Read(ReadOnlySpan<byte> payload)
    {
        var items = new JsonArray();
        for (int record = 1; !payload.IsEmpty; record++)
        {
            int bytes = Record(payload, record, items);
            if (bytes == 0)
            {
                return null;
            }

            payload = payload[bytes..];
        }

        return items;
    }

    /// <summary>Reads one record; its bytes, or 0 if it is none.</summary>
    private static int Record(ReadOnlySpan<byte> payload, int number, JsonArray items)
    {
        if (payload.Length < EmptyRecordBytes || payload[0] != 0xA0 || payload[1] != 0xA0)
        {
            return 0;
        }

        int bytes = 3 + payload[2] + 2;
        if (bytes < EmptyRecordBytes || bytes > payload.Length || payload[bytes - 1] != 0xE5 || payload[bytes - 2] != Sum(payload[..(bytes - 2)]))
        {
            return 0;
        }

        Add(Dlt645Items.Named("load profile time", BcdText.TimeOrNull(payload.Slice(3, TimeBytes))));
        var rest = payload[(3 + TimeBytes)..(bytes - 2)];
        foreach (uint[] ids in _classes)
        {
            // BCD never begins with AA, so AA here means that the class is empty.
            int whole = ids.Sum(Bytes);
            if (rest.Length > whole && rest[0] != ClassEnd && rest[whole] == ClassEnd)
            {
                foreach (uint id in ids)
                {
                    Add(Dlt645Items.Single(id, ref rest));
                }
            }

            if (rest.IsEmpty || rest[0] != ClassEnd)
            {
                return 0;
            }

            rest = rest[1..];
        }

        return rest.IsEmpty ? bytes : 0;

        void Add(JsonObject item)
        {
            item["record"] = number;
            items.Add(item);
        }
    }

    private static int Bytes(uint id)
    {
        var format = new Dlt645Format();
        Dlt645Formats.Find(id, format);
        return format.Bytes;
    }

    private static byte Sum(ReadOnlySpan<byte> bytes)
    {
        byte sum = 0;
        foreach (byte b in bytes)
        {
            sum += b;
        }

        return sum;
    }
}
