using System.Text.Json.Nodes;

namespace Wattline.Simulators.Lab.Decode.Dlt645;

/// <summary>
/// All of a freeze in one answer (DI1 = FF; DL/T 645-2007, table A.6): its moment, then item behind item without anything
/// between them. The length says how many tariffs the meter has; another length is not read.
/// </summary>
internal static class FreezeBlock
{
    private const int TimeBytes = 5, HourBytes = 13, EnergyBytes = 4, DemandBytes = 8, PowersBytes = 24;

    public static JsonArray? Read(uint id, ReadOnlySpan<byte> payload)
    {
        bool hourly = id >> 16 == 0x0504;
        int values = (payload.Length - TimeBytes - PowersBytes) / ((8 * EnergyBytes) + (2 * DemandBytes));
        if (hourly ? payload.Length != HourBytes : values < 1 || payload.Length != TimeBytes + PowersBytes + (values * 48))
        {
            return null;
        }

        var items = new JsonArray();
        int at = Part(items, id, 0x00, payload, 0, TimeBytes);
        for (int part = 0x01; part <= (hourly ? 0x02 : 0x08); part++)
        {
            at = Part(items, id, part, payload, at, hourly ? EnergyBytes : values * EnergyBytes);
        }

        for (int part = 0x09; !hourly && part <= 0x0A; part++)
        {
            at = Part(items, id, part, payload, at, values * DemandBytes);
        }

        if (!hourly)
        {
            Part(items, id, 0x10, payload, at, PowersBytes);
        }

        return items;
    }

    private static int Part(JsonArray items, uint id, int part, ReadOnlySpan<byte> payload, int at, int bytes)
    {
        foreach (var item in Dlt645Items.Read((id & 0xFFFF00FF) | ((uint)part << 8), payload.Slice(at, bytes)) ?? [])
        {
            items.Add(item!.DeepClone());
        }

        return at + bytes;
    }
}
