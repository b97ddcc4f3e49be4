namespace Wattline.Cloud.Metering.RegisterMaps;

/// <summary>What a map may hold.</summary>
public static class RegisterMapLimits
{
    /// <summary>Lines of a file; the longest register list that we know has 400.</summary>
    public const int LinesMax = 2000;

    /// <summary>Characters of a line that are looked at.</summary>
    public const int LineCharsMax = 200;

    /// <summary>Values: as many as a concentrator's template has channels.</summary>
    public const int ValuesMax = 128;

    /// <summary>Registers in one answer (application protocol 1.1b3, 6.3).</summary>
    public const int RegistersMax = 125;

    /// <summary>Decimals: with more, an energy register leaves 64 bits.</summary>
    public const int DecimalsMax = 9;

    /// <summary>Powers of ten down that a plan can say (docs/uplink.md).</summary>
    public const int ScaleMin = -9;

    /// <summary>And up.</summary>
    public const int ScaleMax = 6;

    /// <summary>Errors told of one file.</summary>
    public const int ErrorsMax = 100;
}
