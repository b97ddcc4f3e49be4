namespace Wattline.Firmware.Meters.Dlms;

/// <summary>Tags of data in A-XDR (IEC 62056-6-2, 4.1.5).</summary>
public static class AxdrType
{
    /// <summary>No data; in a row of a profile: as in the row before.</summary>
    public const int Null = 0;

    /// <summary>Elements of one kind.</summary>
    public const int Array = 1;

    /// <summary>Elements of any kind.</summary>
    public const int Structure = 2;

    /// <summary>One byte.</summary>
    public const int Boolean = 3;

    /// <summary>Bits, the first in the top bit.</summary>
    public const int BitString = 4;

    /// <summary>32 bits, two's complement.</summary>
    public const int DoubleLong = 5;

    /// <summary>32 bits without sign.</summary>
    public const int DoubleLongUnsigned = 6;

    /// <summary>Bytes.</summary>
    public const int OctetString = 9;

    /// <summary>ASCII.</summary>
    public const int VisibleString = 10;

    /// <summary>UTF-8.</summary>
    public const int Utf8String = 12;

    /// <summary>Two decimal digits.</summary>
    public const int Bcd = 13;

    /// <summary>8 bits, two's complement.</summary>
    public const int Signed8 = 15;

    /// <summary>16 bits, two's complement.</summary>
    public const int Signed16 = 16;

    /// <summary>8 bits without sign.</summary>
    public const int Unsigned8 = 17;

    /// <summary>16 bits without sign.</summary>
    public const int LongUnsigned = 18;

    /// <summary>Elements of one kind, whose kind is said once.</summary>
    public const int CompactArray = 19;

    /// <summary>64 bits, two's complement.</summary>
    public const int Long64 = 20;

    /// <summary>64 bits without sign.</summary>
    public const int Long64Unsigned = 21;

    /// <summary>One of a list.</summary>
    public const int Enum = 22;

    /// <summary>IEEE 754, 32 bits.</summary>
    public const int Real32 = 23;

    /// <summary>IEEE 754, 64 bits.</summary>
    public const int Real64 = 24;

    /// <summary>12 bytes.</summary>
    public const int DateTime = 25;

    /// <summary>5 bytes.</summary>
    public const int Date = 26;

    /// <summary>4 bytes.</summary>
    public const int Time = 27;

    /// <summary>Bytes of a value whose type has a fixed size; −1 for others.</summary>
    public static int Size(int type)
    {
        switch (type)
        {
            case Null: return 0;
            case Boolean:
            case Bcd:
            case Signed8:
            case Unsigned8:
            case Enum: return 1;
            case Signed16:
            case LongUnsigned: return 2;
            case DoubleLong:
            case DoubleLongUnsigned:
            case Real32:
            case Time: return 4;
            case Date: return 5;
            case Long64:
            case Long64Unsigned:
            case Real64: return 8;
            case DateTime: return 12;
            default: return -1;
        }
    }

    /// <summary>True for a whole number, with or without sign.</summary>
    public static bool IsNumber(int type) =>
        type is DoubleLong or DoubleLongUnsigned or Signed8 or Signed16 or Unsigned8 or LongUnsigned or Long64 or Long64Unsigned or Enum;
}
