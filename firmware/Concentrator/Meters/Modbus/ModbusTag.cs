using Wattline.Firmware.Plans;

namespace Wattline.Firmware.Meters.Modbus;

/// <summary>
/// What an identifier of a plan says of a Modbus read (docs/uplink.md): function, registers, where the meter's number
/// stands, and how each channel is held.
/// </summary>
public static class ModbusTag
{
    /// <summary>Bytes before the channels.</summary>
    public const int HeadBytes = 4;

    /// <summary>Bytes that say where the meter's number stands.</summary>
    public const int NumberBytes = 3;

    /// <summary>Bytes of a channel.</summary>
    public const int ChannelBytes = 2;

    private const int InputRegisters = 0x01;
    private const int HasNumberBit = 0x80;
    private const int LowWordFirstBit = 0x80;
    private const int NumberInInputBit = 0x40;
    private const int ScaleOffset = 9;

    /// <summary>3 holding registers, 4 input registers.</summary>
    public static int Function(byte[] tag) => (tag[0] & InputRegisters) != 0 ? 4 : 3;

    /// <summary>First register as on the wire.</summary>
    public static int Start(byte[] tag) => (tag[1] << 8) | tag[2];

    /// <summary>How many.</summary>
    public static int Registers(byte[] tag) => tag[3];

    /// <summary>True when the meter's number can be asked for.</summary>
    public static bool HasNumber(byte[] tag) => (tag[0] & HasNumberBit) != 0;

    /// <summary>Function of the number's registers.</summary>
    public static int NumberFunction(byte[] tag) => (tag[HeadBytes] & NumberInInputBit) != 0 ? 4 : 3;

    /// <summary>Of <see cref="ModbusType"/>.</summary>
    public static int NumberType(byte[] tag) => tag[HeadBytes] & 0x0F;

    /// <summary>True when the number's least significant register comes first.</summary>
    public static bool NumberIsLowFirst(byte[] tag) => (tag[HeadBytes] & LowWordFirstBit) != 0;

    /// <summary>First register of the number.</summary>
    public static int NumberStart(byte[] tag) => (tag[HeadBytes + 1] << 8) | tag[HeadBytes + 2];

    /// <summary>Registers from the read's first to the channel's.</summary>
    public static int Offset(byte[] tag, int channel) => tag[ChannelAt(tag, channel)] & 0x7F;

    /// <summary>True when the channel's least significant register comes first.</summary>
    public static bool IsLowFirst(byte[] tag, int channel) => (tag[ChannelAt(tag, channel)] & LowWordFirstBit) != 0;

    /// <summary>Of <see cref="ModbusType"/>.</summary>
    public static int Type(byte[] tag, int channel) => tag[ChannelAt(tag, channel) + 1] >> 4;

    /// <summary>The channel's value is what the registers say times ten to this power, −9 to 6.</summary>
    public static int Scale(byte[] tag, int channel) => (tag[ChannelAt(tag, channel) + 1] & 0x0F) - ScaleOffset;

    /// <summary>Checks an identifier and its channels.</summary>
    /// <returns>One of <see cref="PlanRefusal"/>.</returns>
    public static int Check(byte[] tag, byte[] decimals, int channels)
    {
        if (tag.Length < HeadBytes || (tag[0] & ~(InputRegisters | HasNumberBit)) != 0
            || Registers(tag) is < 1 or > ModbusLimits.RegistersMax || Start(tag) + Registers(tag) > ModbusLimits.RegisterSpace)
        {
            return PlanRefusal.Identifier;
        }

        var head = HeadBytes + (HasNumber(tag) ? NumberBytes : 0);
        if (tag.Length < head || (HasNumber(tag) && !IsNumber(tag)))
        {
            return PlanRefusal.Identifier;
        }

        if (channels < 1 || tag.Length != head + (channels * ChannelBytes))
        {
            return PlanRefusal.Channels;
        }

        for (var i = 0; i < channels; i++)
        {
            if (Type(tag, i) >= ModbusType.Count || Offset(tag, i) + ModbusType.Registers(Type(tag, i)) > Registers(tag))
            {
                return PlanRefusal.Identifier;
            }

            // A float is rounded where the plan says; an integer register has the digits that it has.
            if (decimals[i] > PlanLimits.DecimalsMax || (!ModbusType.IsFloat(Type(tag, i)) && decimals[i] < -Scale(tag, i)))
            {
                return PlanRefusal.Decimals;
            }
        }

        return PlanRefusal.None;
    }

    /// <summary>A number is an integer or digits, and has no sign.</summary>
    private static bool IsNumber(byte[] tag) =>
        (tag[HeadBytes] & 0x30) == 0 && NumberType(tag) is ModbusType.U16 or ModbusType.U32 or ModbusType.U64 or ModbusType.Bcd32
        && NumberStart(tag) + ModbusType.Registers(NumberType(tag)) <= ModbusLimits.RegisterSpace;

    private static int ChannelAt(byte[] tag, int channel) => HeadBytes + (HasNumber(tag) ? NumberBytes : 0) + (channel * ChannelBytes);
}
