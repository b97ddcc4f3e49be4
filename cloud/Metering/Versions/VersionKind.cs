namespace Wattline.Cloud.Metering.Versions;

/// <summary>What a version of an interval is.</summary>
public enum VersionKind
{
    /// <summary>Nothing was known.</summary>
    Missing = 0,

    /// <summary>Measured, and a check has something against it that a bill must not rest on.</summary>
    Raw = 1,

    /// <summary>Measured, and no check has.</summary>
    Validated = 2,

    /// <summary>Estimated.</summary>
    Estimated = 3,

    /// <summary>Set by a person.</summary>
    Edited = 4,
}
