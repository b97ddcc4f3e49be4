namespace Wattline.Gateway.Domain;

/// <summary>Which part of the product puts a quality code on a reading.</summary>
public enum QualitySetter
{
    /// <summary>The concentrator, as a cause (docs/uplink.md).</summary>
    Concentrator,

    /// <summary>The gateway's validation.</summary>
    Gateway,

    /// <summary>The cloud.</summary>
    Cloud,
}
