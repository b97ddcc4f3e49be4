using System.Text.Json.Nodes;

namespace Wattline.Simulators.Lab.Decode.Dlt645;

/// <summary>
/// Load profile records (DI 06 00 00 00 to 02): A0 A0, length, time, six classes each ended by AA and empty
/// where not recorded, a sum over the record, E5 (DL/T 645-2007, annex B). A byte that does not fit: no items.
/// </summary>
internal static class LoadProfile
{
    private const int TimeBytes = 5;

    /// <summary>A0 A0, length, time, six AA, sum, E5.</summary>
    private const int EmptyRecordBytes = 3 + TimeBytes + 6 + 2;

    private static readonly Register _voltage = new("voltage", 2, 1, "V");
    private static readonly Register _current = new("current", 3, 3, "A", Signed: true);
    private static readonly Register _activePower = new("active power", 3, 4, "kW", Signed: true);
    private static readonly Register _reactivePower = new("reactive power", 3, 4, "kvar", Signed: true);
    private static readonly Register _powerFactor = new("power factor", 2, 3, null, Signed: true);

    /// <summary>Each class: its registers in order, with the phase where one is meant.</summary>
    private static readonly (Register Register, string? Phase)[][] _classes =
    [
        [(_voltage, "A"), (_voltage, "B"), (_voltage, "C"), (_current, "A"), (_current, "B"), (_current, "C"), (new("frequency", 2, 2, "Hz"), null)],
        [.. Phases(_activePower), .. Phases(_reactivePower)],
        Phases(_powerFactor),
        [.. Energies(0x01, 0x02, 0x03, 0x04)],
        [.. Energies(0x05, 0x06, 0x07, 0x08)],
        [(new("active demand", 3, 4, "kW"), null), (new("reactive demand", 3, 4, "kvar"), null)],
    ];

    public static JsonArray? Read(ReadOnlySpan<byte> payload)
    {
        var items = new JsonArray();
        int record = 1;
        for (; !payload.IsEmpty; record++)
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

    private static (Register, string?)[] Phases(Register register) => [(register, "total"), (register, "A"), (register, "B"), (register, "C")];

    private static IEnumerable<(Register, string?)> Energies(params int[] di2) => di2.Select(d => (Quantity.Energy(d)!.Register, (string?)null));

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

        items.Add(Numbered(Registers.Text("load profile time", Bcd.TimeOrNull(payload.Slice(3, TimeBytes))), number));
        var rest = payload[(3 + TimeBytes)..(bytes - 2)];
        foreach (var registers in _classes)
        {
            int whole = registers.Sum(r => r.Register.Bytes);
            // BCD never begins with AA, so AA here means that the class is empty.
            if (rest.Length > whole && rest[0] != 0xAA && rest[whole] == 0xAA)
            {
                foreach (var (register, phase) in registers)
                {
                    var item = register.Item(rest[..register.Bytes]);
                    if (phase is not null) item["phase"] = phase;
                    items.Add(Numbered(item, number));
                    rest = rest[register.Bytes..];
                }
            }

            if (rest.IsEmpty || rest[0] != 0xAA)
            {
                return 0;
            }

            rest = rest[1..];
        }

        return rest.IsEmpty ? bytes : 0;
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

    private static JsonObject Numbered(JsonObject item, int record)
    {
        item["record"] = record;
        return item;
    }
}
