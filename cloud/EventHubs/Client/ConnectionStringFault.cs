namespace Wattline.Cloud.EventHubs.Client;

/// <summary>What is wrong with a connection string. In order of precedence: the first that applies is told.</summary>
public enum ConnectionStringFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>There is no text.</summary>
    Empty,

    /// <summary>A part that is not <c>name=value</c>.</summary>
    MalformedPart,

    /// <summary>A part stands twice.</summary>
    DuplicatePart,

    /// <summary>A part that Event Hubs does not know: a typing error would otherwise pass unseen.</summary>
    UnknownPart,

    /// <summary><c>Endpoint</c> is missing.</summary>
    EndpointMissing,

    /// <summary><c>Endpoint</c> is no <c>sb://host</c>.</summary>
    EndpointInvalid,

    /// <summary>A ready signature stands beside a key.</summary>
    KeyAndSignature,

    /// <summary><c>SharedAccessKey</c> without <c>SharedAccessKeyName</c>.</summary>
    KeyNameMissing,

    /// <summary><c>SharedAccessKeyName</c> without <c>SharedAccessKey</c>.</summary>
    KeyMissing,

    /// <summary><c>UseDevelopmentEmulator</c> is neither true nor false.</summary>
    EmulatorInvalid,
}
