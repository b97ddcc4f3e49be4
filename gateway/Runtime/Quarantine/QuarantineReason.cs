namespace Wattline.Gateway.Runtime.Quarantine;

/// <summary>Why a message is not understood. In order of precedence: the first that applies is told. The number is stored.</summary>
public enum QuarantineReason
{
    /// <summary>It is understood.</summary>
    None = 0,

    /// <summary>The topic names no concentrator.</summary>
    BadTopic = 1,

    /// <summary>Longer than the contract allows.</summary>
    TooLong = 2,

    /// <summary>Not the CBOR of the contract: not well formed, of indefinite length, not in its shortest form, or with bytes after its end.</summary>
    NotCbor = 3,

    /// <summary>An envelope of another version.</summary>
    WrongVersion = 4,

    /// <summary>CBOR, but no envelope.</summary>
    BadEnvelope = 5,

    /// <summary>The envelope's stream is not the topic's.</summary>
    StreamMismatch = 6,

    /// <summary>The message speaks for another concentrator than the topic.</summary>
    ConcentratorMismatch = 7,

    /// <summary>The body is not what the stream's is.</summary>
    BadBody = 8,

    /// <summary>JSON, but no SenML pack that the contract knows.</summary>
    BadSenml = 9,

    /// <summary>A plan version that the registry does not have.</summary>
    UnknownPlan = 10,

    /// <summary>A meter that the registry does not give to the concentrator.</summary>
    UnknownMeter = 11,

    /// <summary>The cloud refused the message by itself, again and again.</summary>
    RefusedByCloud = 12,

    /// <summary>A fault of the gateway itself: reading it threw.</summary>
    Fault = 13,

    /// <summary>Larger than the way up takes, and not to be divided.</summary>
    TooLarge = 14,
}
