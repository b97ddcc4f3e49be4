using System.Text.Json.Nodes;

namespace Wattline.Simulators.Lab.Decode.Dlt645;

/// <summary>
/// An answer's values by its data identifier DI3 DI2 DI1 DI0 (DL/T 645-2007, annex A). Null where the tables do
/// not know the identifier or the payload has not its length: then the payload alone is the truth.
/// </summary>
internal static class Dlt645Items
{
    private const int Block = 0xFF;
    private const int TariffsMax = 63;
    private const int SettlementsMax = 12;

    public static JsonArray? Read(uint id, ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty)
        {
            return null;
        }

        var (di3, di2, di1, di0) = ((int)(id >> 24), (int)(id >> 16) & 0xFF, (int)(id >> 8) & 0xFF, (int)id & 0xFF);
        return di3 switch
        {
            0x00 when di2 == 0x90 => Registers.ByIdentifier(id, payload),
            0x00 => Metered(Quantity.Energy(di2), di1, di0, payload),
            0x01 => Metered(Quantity.MaxDemand(di2), di1, di0, payload),
            0x02 when di2 == 0x80 => Registers.ByIdentifier(id, payload),
            0x02 when di0 == 0 => Momentary(di2, di1, payload),
            0x03 => Records.Event(di2, di1, di0, payload) ?? Registers.ByIdentifier(id, payload),
            0x04 when (id & 0xFFFFFF00) == 0x04000500 => Registers.StatusWords(di0, payload),
            0x05 => Records.Frozen(di2, di1, di0, payload),
            0x06 when di2 == 0 && di1 == 0 && di0 <= 2 => LoadProfile.Read(payload),
            _ => Registers.ByIdentifier(id, payload),
        };
    }

    /// <summary>Energy or demand: DI1 is the tariff (FF: total, then each tariff), DI0 the settlement day back (FF: now, then 1 to 12).</summary>
    private static JsonArray? Metered(Quantity? quantity, int di1, int di0, ReadOnlySpan<byte> payload)
    {
        if (quantity is null)
        {
            return null;
        }

        int count = Math.DivRem(payload.Length, quantity.Bytes, out int rest);
        int most = (di1, di0) switch
        {
            (Block, <= SettlementsMax) => TariffsMax + 1,
            ( <= TariffsMax, Block) => SettlementsMax + 1,
            ( <= TariffsMax, <= SettlementsMax) => 1,
            _ => 0,
        };
        if (rest != 0 || count > most)
        {
            return null;
        }

        var items = new JsonArray();
        for (int i = 0; i < count; i++)
        {
            var item = quantity.Item(payload.Slice(i * quantity.Bytes, quantity.Bytes));
            item["tariff"] = di1 == Block ? i : di1;
            item["settlement"] = di0 == Block ? i : di0;
            quantity.Occurred(payload.Slice(i * quantity.Bytes, quantity.Bytes), item);
            items.Add(item);
        }

        return items;
    }

    /// <summary>Momentary values: DI1 is 00 total, 01 to 03 phase A to C, FF all that the quantity has.</summary>
    private static JsonArray? Momentary(int di2, int di1, ReadOnlySpan<byte> payload)
    {
        var (register, hasTotal) = di2 switch
        {
            0x01 => (new Register("voltage", 2, 1, "V"), false),
            0x02 => (new Register("current", 3, 3, "A", Signed: true), false),
            0x03 => (new Register("active power", 3, 4, "kW", Signed: true), true),
            0x04 => (new Register("reactive power", 3, 4, "kvar", Signed: true), true),
            0x05 => (new Register("apparent power", 3, 4, "kVA", Signed: true), true),
            0x06 => (new Register("power factor", 2, 3, null, Signed: true), true),
            0x07 => (new Register("phase angle", 2, 1, "deg"), false),
            _ => (null, false),
        };
        int first = hasTotal ? 0 : 1;
        int from = di1 == Block ? first : di1;
        int to = di1 == Block ? 3 : di1;
        if (register is null || from < first || to > 3 || payload.Length != (to - from + 1) * register.Bytes)
        {
            return null;
        }

        var items = new JsonArray();
        for (int phase = from; phase <= to; phase++)
        {
            var item = register.Item(payload.Slice((phase - from) * register.Bytes, register.Bytes));
            item["phase"] = phase switch { 0 => "total", 1 => "A", 2 => "B", _ => "C" };
            items.Add(item);
        }

        return items;
    }
}
