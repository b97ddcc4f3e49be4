namespace Wattline.Firmware.Cbor;

/// <summary>Limits of the CBOR room.</summary>
public static class CborLimits
{
    /// <summary>
    /// How deep items nest. The deepest that docs/uplink.md knows is a plan (plan, templates, template, reads, read,
    /// channels, channel: 7); skipping recurses, and the device's stack is small.
    /// </summary>
    public const int DepthMax = 8;

    /// <summary>Characters of a text that is turned into a string: names, OBIS codes and addresses are below 40.</summary>
    public const int TextMax = 255;
}
