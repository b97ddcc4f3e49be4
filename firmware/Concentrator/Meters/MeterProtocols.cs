namespace Wattline.Firmware.Meters;

/// <summary>The protocols of this firmware, by their numbers in plans (docs/uplink.md).</summary>
public static class MeterProtocols
{
    /// <summary>DL/T 645-2007.</summary>
    public const int Dlt645 = 0;

    /// <summary>Numbers are 0 to one less.</summary>
    public const int Count = 8;

    /// <summary>The protocol of a number, or null when this firmware does not speak it.</summary>
    public static IMeterProtocol Find(int number)
    {
        switch (number)
        {
            case Dlt645: return new Dlt645Protocol();
            default: return null;
        }
    }
}
