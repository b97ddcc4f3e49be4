namespace Wattline.Cloud.EventHubs.Types;

/// <summary>Why bytes are not a value. The first that is met is kept.</summary>
public enum AmqpFault
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>The bytes end before the value does.</summary>
    Truncated,

    /// <summary>A constructor that the standard does not have.</summary>
    UnknownCode,

    /// <summary>Another type than the field has.</summary>
    WrongType,

    /// <summary>More than <see cref="AmqpLimits.DepthMax"/> compound or described values inside each other.</summary>
    TooDeep,

    /// <summary>More values than one decoding may make, or more than the bytes can hold.</summary>
    TooMany,

    /// <summary>A size or a count that its own bytes contradict.</summary>
    BadSize,

    /// <summary>A map with a key and no value.</summary>
    OddMap,

    /// <summary>A text that is not UTF-8, or a symbol that is not ASCII.</summary>
    BadText,

    /// <summary>A boolean byte that is neither 0 nor 1.</summary>
    BadBoolean,

    /// <summary>A field that the standard makes mandatory is absent.</summary>
    FieldMissing,

    /// <summary>A number that the field's choices do not have.</summary>
    BadChoice,

    /// <summary>Sections of a message out of order or twice (3.2).</summary>
    BadSections,
}
