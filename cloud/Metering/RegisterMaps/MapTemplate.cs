using System.Globalization;
using Wattline.Cloud.Contracts;
using Wattline.Cloud.Metering.Registry;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.RegisterMaps;

/// <summary>A register map as what is read from meters of its type: identifiers as docs/uplink.md has them for Modbus RTU.</summary>
public static class MapTemplate
{
    /// <summary>Bytes of an identifier.</summary>
    private const int TagBytesMax = 24;

    private const int HeadBytes = 4, NumberBytes = 3, ChannelBytes = 2;
    private const int InputRegisters = 0x01, HasNumber = 0x80, LowFirst = 0x80, NumberInInput = 0x40, ScaleOffset = 9;

    /// <summary>Makes the template; reads of energies come first, for a slot asks every meter's first read before the others.</summary>
    public static MeterTemplate Make(RegisterMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var channels = (TagBytesMax - HeadBytes - (map.Serial is null ? 0 : NumberBytes)) / ChannelBytes;
        var reads = map.Reads().SelectMany(read => read.Values.Chunk(channels).Select(values => Read(map, values))).ToList();
        return new MeterTemplate(map.Name, MeterProtocols.Modbus, [.. reads.OrderBy(static read => read.Channels.Min(static channel => Rank(channel.Obis)))]);
    }

    /// <summary>True when a template's meters can be asked for their number.</summary>
    public static bool SaysNumber(MeterTemplate template)
    {
        ArgumentNullException.ThrowIfNull(template);
        return template.Reads.All(static read => (Convert.FromHexString(read.Id[..2])[0] & HasNumber) != 0);
    }

    private static PlanRead Read(RegisterMap map, RegisterValue[] values)
    {
        var first = values.Min(static value => value.Address);
        var registers = values.Max(static value => value.End) - first;
        var tag = new List<byte>
        {
            (byte)((values[0].Function == 4 ? InputRegisters : 0) | (map.Serial is null ? 0 : HasNumber)), (byte)(first >> 8), (byte)first, (byte)registers,
        };
        if (map.Serial is { } serial)
            tag.AddRange([(byte)((int)serial.Type | (serial.Function == 4 ? NumberInInput : 0) | (serial.LowWordFirst ? LowFirst : 0)), (byte)(serial.Address >> 8), (byte)serial.Address]);
        foreach (var value in values)
            tag.AddRange([(byte)((value.Address - first) | (value.LowWordFirst ? LowFirst : 0)), (byte)(((int)value.Type << 4) | (value.Scale + ScaleOffset))]);
        return new PlanRead(Convert.ToHexString([.. tag]), [.. values.Select(static value => new PlanChannel(value.Obis, value.Decimals, UnitOf(value.Unit)))]);
    }

    /// <summary>The unit as readings carry it.</summary>
    private static string UnitOf(string unit) => unit switch { "" => "/", "degC" => "Cel", _ => unit };

    private static int Rank(string obis) => obis == "1-0:1.8.0" ? 0 : Obis.Parse(obis).IsRegister ? 1 : 2;
}
