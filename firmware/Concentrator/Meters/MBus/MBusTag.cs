using Wattline.Firmware.Plans;

namespace Wattline.Firmware.Meters.MBus;

/// <summary>
/// What an identifier of a plan says of an M-Bus readout (docs/uplink.md): which record each channel is. A record is
/// known by what it is, not by its place: meters put more in with the next firmware.
/// </summary>
public static class MBusTag
{
    /// <summary>Bytes before the channels.</summary>
    public const int HeadBytes = 1;

    private const int Longer = 0x80;
    private const int ScaleOffset = 9;

    /// <summary>Bytes of the channel that begins at a place.</summary>
    public static int BytesAt(byte[] tag, int at) => at + 1 < tag.Length && (tag[at + 1] & Longer) != 0 ? 5 : 2;

    /// <summary>The channel's value is the record's, in the unit of its table, times ten to this power, −9 to 6.</summary>
    public static int Scale(byte[] tag, int at) => (tag[at] >> 4) - ScaleOffset;

    /// <summary>Of <see cref="MBusVif"/>.</summary>
    public static int Table(byte[] tag, int at) => tag[at] & 3;

    /// <summary>A code of the quantity; another of the same quantity is the same with another power of ten.</summary>
    public static int Code(byte[] tag, int at) => tag[at + 1] & 0x7F;

    /// <summary>True when a record is what a channel asks for.</summary>
    public static bool Matches(byte[] tag, int at, byte[] bytes, MBusReader record)
    {
        var isLonger = BytesAt(tag, at) > 2;
        return !record.IsMakerData && record.Row >= 0 && record.Function == ((tag[at] >> 2) & 3) && record.Table == Table(tag, at)
            && record.Row == MBusVif.Find(record.Table, Code(tag, at)) && (!MBusVif.IsTime(record.Row) || record.Code == Code(tag, at))
            && record.Storage == (isLonger ? tag[at + 2] : 0) && record.Tariff == (isLonger ? tag[at + 3] >> 4 : 0)
            && record.Subunit == (isLonger ? tag[at + 3] & 0x0F : 0) && record.Mark(bytes) == (isLonger ? tag[at + 4] : 0);
    }

    /// <summary>Checks an identifier and its channels, and says which registers are watched.</summary>
    /// <returns>One of <see cref="PlanRefusal"/>.</returns>
    public static int Check(PlanRead read, byte[] decimals)
    {
        var tag = read.Tag;
        if (tag.Length < HeadBytes || tag[0] != 0)
        {
            return PlanRefusal.Identifier;
        }

        read.HourlyMax = new long[read.Channels];
        var at = HeadBytes;
        for (var i = 0; i < read.Channels; i++)
        {
            if (at + BytesAt(tag, at) > tag.Length)
            {
                return PlanRefusal.Channels;
            }

            var row = Table(tag, at) > MBusVif.Second ? -1 : MBusVif.Find(Table(tag, at), Code(tag, at));
            if (row < 0 || (Table(tag, at) == MBusVif.Primary && Code(tag, at) is MBusVif.Date or MBusVif.DateAndTime or MBusVif.Maker))
            {
                return PlanRefusal.Identifier;
            }

            if (decimals[i] > PlanLimits.DecimalsMax)
            {
                return PlanRefusal.Decimals;
            }

            // What is kept of the past moves by a month at once.
            var isNow = (tag[at] & 0x0C) == 0 && (BytesAt(tag, at) == 2 || tag[at + 2] == 0);
            read.HourlyMax[i] = isNow ? HourlyMax(MBusVif.Unit(row, Code(tag, at)), Scale(tag, at) + decimals[i]) : 0;
            read.IsEnergy |= read.HourlyMax[i] > 0;
            at += BytesAt(tag, at);
        }

        read.IsCumulative = read.IsEnergy;
        return at == tag.Length && read.Channels > 0 ? PlanRefusal.None : PlanRefusal.Channels;
    }

    private static long HourlyMax(string unit, int power)
    {
        switch (unit)
        {
            case "Wh": return Rates.Scaled(Rates.WattHours, power);
            case "MWh": return Rates.Scaled(Rates.WattHours, power - 6);
            case "J": return Rates.Scaled(Rates.Kilojoules, power + 3);
            case "GJ": return Rates.Scaled(Rates.Kilojoules, power - 6);
            case "m3": return Rates.Scaled(Rates.CubicMetres, power);
            default: return 0;
        }
    }
}
