namespace Wattline.Gateway.Domain;

/// <summary>The first part of a quality code (IEC 61968-9, ReadingQualityType): which system says so.</summary>
public enum QualitySystem
{
    /// <summary>The meter itself.</summary>
    Device = 1,

    /// <summary>The head end: concentrator and gateway.</summary>
    HeadEnd = 2,

    /// <summary>The meter data management: the cloud.</summary>
    MeterData = 3,
}
