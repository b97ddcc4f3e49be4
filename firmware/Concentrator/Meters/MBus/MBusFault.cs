namespace Wattline.Firmware.Meters.MBus;

/// <summary>Why the records of a telegram end before its bytes do.</summary>
public static class MBusFault
{
    /// <summary>They do not.</summary>
    public const int None = 0;

    /// <summary>The data ends inside the DIFEs.</summary>
    public const int InDifes = 1;

    /// <summary>The data ends before the VIF.</summary>
    public const int NoVif = 2;

    /// <summary>The data ends inside the VIFEs.</summary>
    public const int InVifes = 3;

    /// <summary>The data ends inside the text of a VIF.</summary>
    public const int InText = 4;

    /// <summary>The data ends inside the value.</summary>
    public const int InValue = 5;

    /// <summary>More than ten DIFEs.</summary>
    public const int TooManyDifes = 6;

    /// <summary>More than ten VIFEs.</summary>
    public const int TooManyVifes = 7;

    /// <summary>A variable length that the standard does not know.</summary>
    public const int BadLength = 8;

    private static readonly string[] _names =
    {
        "none", "data ends inside DIFEs", "data ends before the VIF", "data ends inside VIFEs",
        "data ends inside the text VIF", "data ends inside the value", "more than 10 DIFEs", "more than 10 VIFEs",
        "the variable length is none",
    };

    /// <summary>The fault in words.</summary>
    public static string Name(int fault) => _names[fault];
}
