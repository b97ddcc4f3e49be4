using System.Buffers.Binary;
using System.Text;

namespace Wattline.Simulators.Meters.Dlms;

/// <summary>Values in A-XDR as a meter writes them.</summary>
public static class Axdr
{
    public static byte[] Null() => [0];

    public static byte[] Unsigned32(long value)
    {
        var bytes = new byte[5];
        bytes[0] = 6;
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(1), (uint)value);
        return bytes;
    }

    public static byte[] Unsigned16(int value) => [18, (byte)(value >> 8), (byte)value];

    public static byte[] Signed8(int value) => [15, (byte)value];

    public static byte[] Signed16(int value) => [16, (byte)(value >> 8), (byte)value];

    public static byte[] Enum(int value) => [22, (byte)value];

    public static byte[] Bool(bool value) => [3, (byte)(value ? 1 : 0)];

    public static byte[] Octets(byte[] value) => [9, .. Length(value.Length), .. value];

    public static byte[] Text(string value) => Octets(Encoding.ASCII.GetBytes(value));

    public static byte[] Structure(params byte[][] members) => [2, .. Length(members.Length), .. members.SelectMany(m => m)];

    public static byte[] Array(IReadOnlyList<byte[]> members) => [1, .. Length(members.Count), .. members.SelectMany(m => m)];

    /// <summary>12 bytes: date, weekday, time, no hundredths, deviation not specified, status 0.</summary>
    public static byte[] Moment(DateTime time) => Octets(
    [
        (byte)(time.Year >> 8), (byte)time.Year, (byte)time.Month, (byte)time.Day, (byte)(time.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)time.DayOfWeek),
        (byte)time.Hour, (byte)time.Minute, (byte)time.Second, 0xFF, 0x80, 0x00, 0x00,
    ]);

    public static byte[] Length(int length) => length < 128 ? [(byte)length] : length < 256 ? [0x81, (byte)length] : [0x82, (byte)(length >> 8), (byte)length];

    /// <summary>Bytes of the value that begins there.</summary>
    public static int Size(ReadOnlySpan<byte> value)
    {
        int length, head;
        switch (value[0])
        {
            case 0: return 1;
            case 3 or 13 or 15 or 17 or 22: return 2;
            case 16 or 18: return 3;
            case 5 or 6 or 23: return 5;
            case 20 or 21 or 24: return 9;
            case 25: return 13;
            case 9 or 10 or 12:
                (length, head) = ReadLength(value[1..]);
                return 1 + head + length;
            case 1 or 2:
                (length, head) = ReadLength(value[1..]);
                var at = 1 + head;
                for (var i = 0; i < length; i++)
                    at += Size(value[at..]);
                return at;
            default: throw new FormatException($"tag {value[0]}");
        }
    }

    public static (int Length, int Bytes) ReadLength(ReadOnlySpan<byte> bytes) => bytes[0] switch
    {
        < 128 => (bytes[0], 1),
        0x81 => (bytes[1], 2),
        0x82 => ((bytes[1] << 8) | bytes[2], 3),
        _ => throw new FormatException("length"),
    };
}
