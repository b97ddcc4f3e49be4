using Wattline.Firmware.Plans;

namespace Wattline.Firmware.Meters.Dlt698;

/// <summary>What an identifier of a plan says of a DL/T 698.45 read (docs/uplink.md): the OAD, then for each channel its element and scale.</summary>
public static class Dlt698Tag
{
    /// <summary>Bytes before the channels: the OAD.</summary>
    public const int HeadBytes = 4;

    /// <summary>Bytes of a channel.</summary>
    public const int ChannelBytes = 2;

    /// <summary>Channels of a read, at most.</summary>
    public const int ChannelsMax = (PlanLimits.TagMax - HeadBytes) / ChannelBytes;

    private const int ScaleOffset = 9;

    /// <summary>The attribute.</summary>
    public static uint Descriptor(byte[] tag) => ((uint)tag[0] << 24) | ((uint)tag[1] << 16) | ((uint)tag[2] << 8) | tag[3];

    /// <summary>A channel's place in the array or structure, from 1; 0 for a value that is neither.</summary>
    public static int Element(byte[] tag, int channel) => tag[HeadBytes + (channel * ChannelBytes)];

    /// <summary>The channel's value is the meter's integer times ten to this power, −9 to 6.</summary>
    public static int Scale(byte[] tag, int channel) => (tag[HeadBytes + (channel * ChannelBytes) + 1] >> 4) - ScaleOffset;

    /// <summary>Checks an identifier and its channels.</summary>
    /// <returns>One of <see cref="PlanRefusal"/>.</returns>
    public static int Check(PlanRead read, byte[] decimals)
    {
        var tag = read.Tag;
        if (tag.Length < HeadBytes || (tag[2] & 0x1F) == 0)
        {
            return PlanRefusal.Identifier;
        }

        if (read.Channels < 1 || tag.Length != HeadBytes + (read.Channels * ChannelBytes))
        {
            return PlanRefusal.Channels;
        }

        for (var i = 0; i < read.Channels; i++)
        {
            if ((tag[HeadBytes + (i * ChannelBytes) + 1] & 0x0F) != 0)
            {
                return PlanRefusal.Identifier;
            }

            if (decimals[i] > PlanLimits.DecimalsMax || decimals[i] < -Scale(tag, i))
            {
                return PlanRefusal.Decimals;
            }
        }

        return PlanRefusal.None;
    }
}
