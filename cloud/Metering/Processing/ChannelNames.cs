using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Processing;

/// <summary>Which register a channel belongs to.</summary>
internal static class ChannelNames
{
    /// <summary>The register whose amounts a profile's channel has: 1-0:1.29.0 is the interval of 1-0:1.8.0 (IEC 62056-6-1, value group D).</summary>
    public static Obis AsRegister(this Obis obis) => obis.D == 29 ? new Obis(obis.A, obis.B, obis.C, 8, obis.E, obis.F) : obis;
}
