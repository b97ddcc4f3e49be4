using Wattline.Firmware.Plans;

namespace Wattline.Firmware.Meters.Dlms;

/// <summary>What an identifier of a plan says of a DLMS read (docs/uplink.md): for each channel an object, its unit and the channel's scale.</summary>
public static class DlmsTag
{
    /// <summary>Bytes before the channels.</summary>
    public const int HeadBytes = 1;

    /// <summary>Bytes of a channel.</summary>
    public const int ChannelBytes = 7;

    /// <summary>Channels of a read, at most.</summary>
    public const int ChannelsMax = (PlanLimits.TagMax - HeadBytes) / ChannelBytes;

    private const int Kinds = 5;
    private const int ScaleOffset = 9;
    private const int DataKind = 4;

    // Register, extended register, demand register now and of the last period, data.
    private static readonly byte[] _classes = { 3, 4, 5, 5, 1 };
    private static readonly byte[] _attributes = { 2, 2, 2, 3, 2 };
    private static readonly byte[] _scalers = { 3, 3, 4, 4, 0 };

    /// <summary>Class of a channel's object.</summary>
    public static int Class(byte[] tag, int channel) => _classes[Kind(tag, channel)];

    /// <summary>The attribute that is its value.</summary>
    public static int Attribute(byte[] tag, int channel) => _attributes[Kind(tag, channel)];

    /// <summary>The attribute that is its scaler and unit; 0 for an object that has none.</summary>
    public static int Scaler(byte[] tag, int channel) => _scalers[Kind(tag, channel)];

    /// <summary>The unit that the object must have; 0 for any.</summary>
    public static int Unit(byte[] tag, int channel) => tag[At(channel) + 1];

    /// <summary>The channel's value is the object's times ten to this power, −9 to 6.</summary>
    public static int Scale(byte[] tag, int channel) => (tag[At(channel)] >> 4) - ScaleOffset;

    /// <summary>Puts a channel's logical name.</summary>
    public static void Name(byte[] tag, int channel, byte[] name)
    {
        for (var i = 0; i < 5; i++)
        {
            name[i] = tag[At(channel) + 2 + i];
        }

        name[5] = 0xFF;
    }

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

        for (var i = 0; i < read.Channels; i++)
        {
            if ((tag[At(i)] & 0x0F) >= Kinds || (Kind(tag, i) == DataKind && Unit(tag, i) != 0))
            {
                return PlanRefusal.Identifier;
            }

            if (decimals[i] > PlanLimits.DecimalsMax)
            {
                return PlanRefusal.Decimals;
            }
        }

        return PlanRefusal.None;
    }

    private static int Kind(byte[] tag, int channel) => tag[At(channel)] & 0x0F;

    private static int At(int channel) => HeadBytes + (channel * ChannelBytes);
}
