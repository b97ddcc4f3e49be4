using System.Text.Json.Nodes;

namespace Wattline.Simulators.Lab.Decode.Dlt645;

/// <summary>Event records (DI3 = 03) and freezes (DI3 = 05): the n-th last of each (DL/T 645-2007, tables A.4 and A.6).</summary>
internal static class Records
{
    private const int EventRecordsMax = 10;
    private const int EventTimeBytes = 6;
    private const int FreezeTimeBytes = 5;
    private const int EnergyBytes = 4;
    private const int TariffsMax = 63;

    /// <summary>What a cover record holds before and after the opening, in its order.</summary>
    private static readonly int[] _energiesOfEvent = [0x01, 0x02, 0x05, 0x06, 0x07, 0x08];

    /// <summary>Null for what is no record of an event.</summary>
    public static JsonArray? Event(int di2, int di1, int di0, ReadOnlySpan<byte> payload)
    {
        string? name = (di2, di1) switch
        {
            (0x11, 0x00) => "power-down",
            (0x30, 0x0D) => "meter cover opened",
            (0x30, 0x0E) => "terminal cover opened",
            _ => null,
        };
        bool energies = di2 == 0x30;
        int bytes = (2 * EventTimeBytes) + (energies ? 2 * _energiesOfEvent.Length * EnergyBytes : 0);
        if (name is null || di0 is < 1 or > EventRecordsMax || payload.Length != bytes)
        {
            return null;
        }

        var items = new JsonArray
        {
            Numbered(Registers.Text($"{name} start", Bcd.TimeOrNull(payload[..EventTimeBytes])), di0),
            Numbered(Registers.Text($"{name} end", Bcd.TimeOrNull(payload.Slice(EventTimeBytes, EventTimeBytes))), di0),
        };
        if (energies)
        {
            var rest = payload[(2 * EventTimeBytes)..];
            foreach (string moment in (ReadOnlySpan<string>)["before", "after"])
            {
                foreach (int di2OfEnergy in _energiesOfEvent)
                {
                    var register = Quantity.Energy(di2OfEnergy)!.Register;
                    items.Add(Numbered((register with { Name = $"{register.Name} {moment}" }).Item(rest[..EnergyBytes]), di0));
                    rest = rest[EnergyBytes..];
                }
            }
        }

        return items;
    }

    /// <summary>A freeze's time, or an energy's total and tariffs at it.</summary>
    public static JsonArray? Frozen(int di2, int di1, int di0, ReadOnlySpan<byte> payload)
    {
        string? freeze = di2 switch
        {
            0x00 => "timed",
            0x01 => "instantaneous",
            0x02 => "zone table switch",
            0x03 => "period table switch",
            0x04 => "hourly",
            0x05 => "tariff switch",
            0x06 => "daily",
            0x07 => "step switch",
            _ => null,
        };
        if (freeze is null || di0 is 0 or 0xFF)
        {
            return null;
        }

        if (di1 == 0)
        {
            return payload.Length == FreezeTimeBytes
                ? [Numbered(Registers.Text($"{freeze} freeze time", Bcd.TimeOrNull(payload)), di0)]
                : null;
        }

        var register = di1 <= 0x08 ? Quantity.Energy(di1)?.Register : null;
        int count = Math.DivRem(payload.Length, EnergyBytes, out int rest);
        if (register is null || rest != 0 || count > TariffsMax + 1)
        {
            return null;
        }

        var items = new JsonArray();
        for (int tariff = 0; tariff < count; tariff++)
        {
            var item = register.Item(payload.Slice(tariff * EnergyBytes, EnergyBytes));
            item["tariff"] = tariff;
            item["freeze"] = freeze;
            items.Add(Numbered(item, di0));
        }

        return items;
    }

    /// <summary>1 is the last record, 2 the one before it.</summary>
    private static JsonObject Numbered(JsonObject item, int record)
    {
        item["record"] = record;
        return item;
    }
}
