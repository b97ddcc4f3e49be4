using Wattline.Firmware.Plans;

namespace Wattline.Firmware.Meters.Iec62056;

/// <summary>What an identifier of a plan says of a readout (docs/uplink.md): for each channel the value groups C, D and E of its address, and its scale.</summary>
public static class IecTag
{
    /// <summary>Bytes before the channels.</summary>
    public const int HeadBytes = 1;

    /// <summary>Bytes of a channel.</summary>
    public const int ChannelBytes = 4;

    /// <summary>Channels of a read, at most.</summary>
    public const int ChannelsMax = (PlanLimits.TagMax - HeadBytes) / ChannelBytes;

    private const int ScaleOffset = 9;

    /// <summary>The channel's value is the object's, in W, Wh, var, varh, VA, VAh, V, A, Hz or m³, times ten to this power, −9 to 6.</summary>
    public static int Scale(byte[] tag, int channel) => (tag[At(channel)] >> 4) - ScaleOffset;

    /// <summary>The power of ten of a value that comes without a unit.</summary>
    public static int Prefix(byte[] tag, int channel) => (tag[At(channel)] & 0x0F) - ScaleOffset;

    /// <summary>Value group C (0), D (1) or E (2).</summary>
    public static int Group(byte[] tag, int channel, int group) => tag[At(channel) + 1 + group];

    /// <summary>Checks an identifier and its channels.</summary>
    /// <returns>One of <see cref="PlanRefusal"/>.</returns>
    public static int Check(PlanRead read, byte[] decimals)
    {
        var tag = read.Tag;
        if (tag.Length < HeadBytes || tag[0] != 0)
        {
            return PlanRefusal.Identifier;
        }

        if (read.Channels < 1 || tag.Length != HeadBytes + (read.Channels * ChannelBytes))
        {
            return PlanRefusal.Channels;
        }

        read.HourlyMax = new long[read.Channels];
        for (var i = 0; i < read.Channels; i++)
        {
            if (decimals[i] > PlanLimits.DecimalsMax)
            {
                return PlanRefusal.Decimals;
            }

            // x.8.y counts energy up; a check of 8 bits lets one damaged answer in 256 through.
            var isEnergy = Group(tag, i, 1) == 8 && Group(tag, i, 0) is >= 1 and <= 10;
            read.HourlyMax[i] = isEnergy ? Rates.Scaled(Rates.WattHours, Scale(tag, i) + decimals[i]) : 0;
            read.IsEnergy |= isEnergy;
        }

        read.IsCumulative = read.IsEnergy;
        return PlanRefusal.None;
    }

    private static int At(int channel) => HeadBytes + (channel * ChannelBytes);
}
