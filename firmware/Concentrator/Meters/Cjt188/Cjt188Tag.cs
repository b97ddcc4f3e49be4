using Wattline.Firmware.Plans;

namespace Wattline.Firmware.Meters.Cjt188;

/// <summary>What an identifier of a plan says of a CJ/T 188 read (docs/uplink.md): the data, how it is asked for, and which value each channel is.</summary>
public static class Cjt188Tag
{
    /// <summary>Bytes before the channels.</summary>
    public const int HeadBytes = 3;

    /// <summary>Bytes of a channel.</summary>
    public const int ChannelBytes = 2;

    /// <summary>The index of ST: bits 0 and 1 the valve, bit 2 the battery.</summary>
    public const int Status = 15;

    private const int HighFirst = 0x01;
    private const int SleepsDeeply = 0x02;
    private const int HistoryFirst = 0xD120;
    private const int HistoryLast = 0xD12B;

    /// <summary>Such as 901FH.</summary>
    public static int Identifier(byte[] tag) => (tag[0] << 8) | tag[1];

    /// <summary>True when the meter wants the identifier's low byte first, as the standard says.</summary>
    public static bool IsLowFirst(byte[] tag) => (tag[2] & HighFirst) == 0;

    /// <summary>FE bytes before a question.</summary>
    public static int Preamble(byte[] tag) => (tag[2] & SleepsDeeply) != 0 ? Cjt188Limits.LongPreambleMax : Cjt188Limits.Preamble;

    /// <summary>True for a month's settlement volume: one value.</summary>
    public static bool IsHistory(byte[] tag) => Identifier(tag) is >= HistoryFirst and <= HistoryLast;

    /// <summary>The channel's place in <see cref="Cjt188Reading"/>, or <see cref="Status"/>.</summary>
    public static int Index(byte[] tag, int channel) => tag[HeadBytes + (channel * ChannelBytes)];

    /// <summary>Unit byte that the channel's value is turned into; 0 for one without.</summary>
    public static byte Unit(byte[] tag, int channel) => tag[HeadBytes + (channel * ChannelBytes) + 1];

    /// <summary>Checks an identifier and its channels, and says which registers are watched.</summary>
    /// <returns>One of <see cref="PlanRefusal"/>.</returns>
    public static int Check(PlanRead read, byte[] decimals)
    {
        var tag = read.Tag;
        if (tag.Length < HeadBytes || (Identifier(tag) != Cjt188Master.CurrentData && !IsHistory(tag)) || (tag[2] & ~(HighFirst | SleepsDeeply)) != 0)
        {
            return PlanRefusal.Identifier;
        }

        if (read.Channels == 0 || tag.Length != HeadBytes + (read.Channels * ChannelBytes))
        {
            return PlanRefusal.Channels;
        }

        read.HourlyMax = new long[read.Channels];
        for (var i = 0; i < read.Channels; i++)
        {
            var index = Index(tag, i);
            var family = Cjt188Unit.FamilyOf(Unit(tag, i));
            if ((index >= Cjt188Limits.ValuesMax && (index != Status || IsHistory(tag))) || (IsHistory(tag) && index != 0)
                || (family < 0 && Unit(tag, i) != 0))
            {
                return PlanRefusal.Identifier;
            }

            if (decimals[i] > PlanLimits.DecimalsMax || (index == Status && decimals[i] != 0))
            {
                return PlanRefusal.Decimals;
            }

            // Places 0 and 1 are a settlement's and the total in a heat meter, the total and a settlement's in others.
            var power = decimals[i] - Cjt188Unit.PowerOf(Unit(tag, i));
            read.HourlyMax[i] = IsHistory(tag) || index is not (0 or 1 or 4) ? 0
                : family == Cjt188Unit.Energy ? Rates.Scaled(Rates.WattHours, power)
                : family == Cjt188Unit.Heat ? Rates.Scaled(Rates.Kilojoules, power + 3)
                : family == Cjt188Unit.Volume && index != 1 ? Rates.Scaled(Rates.CubicMetres, power)
                : 0;
            read.IsEnergy |= read.HourlyMax[i] > 0;
        }

        read.IsCumulative = read.IsEnergy;
        return PlanRefusal.None;
    }
}
