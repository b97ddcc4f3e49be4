namespace Wattline.Gateway.Domain;

/// <summary>The second part of a quality code (IEC 61968-9, ReadingQualityType).</summary>
public enum QualityCategory
{
    /// <summary>Nothing to say against it.</summary>
    Valid = 0,

    /// <summary>The device's own diagnosis.</summary>
    Diagnostics = 1,

    /// <summary>Power quality.</summary>
    PowerQuality = 2,

    /// <summary>Tampering.</summary>
    Tamper = 3,

    /// <summary>Collection: why there is no value, or how it came.</summary>
    Collection = 4,

    /// <summary>Reasonability: time or unit cannot be as stated.</summary>
    Reasonability = 5,

    /// <summary>Failed validation: the value against others.</summary>
    FailedValidation = 6,

    /// <summary>Edited by a person.</summary>
    Edited = 7,

    /// <summary>Estimated.</summary>
    Estimated = 8,

    /// <summary>Questionable.</summary>
    Questionable = 10,

    /// <summary>Derived.</summary>
    Derived = 11,

    /// <summary>Projected.</summary>
    Projected = 12,
}
