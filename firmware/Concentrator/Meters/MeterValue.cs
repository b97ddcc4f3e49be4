namespace Wattline.Firmware.Meters;

/// <summary>What stands in one place of an answer.</summary>
public static class MeterValue
{
    /// <summary>A number.</summary>
    public const int Ok = 0;

    /// <summary>The meter has no value there.</summary>
    public const int Missing = 1;

    /// <summary>Bytes that are no number: the answer is not believed.</summary>
    public const int Broken = 2;
}
