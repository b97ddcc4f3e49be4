namespace Wattline.Gateway.Runtime.Quarantine;

/// <summary>The reasons' names, as pages, logs and metrics say them.</summary>
public static class QuarantineReasons
{
    private static readonly string[] _names =
    [
        "none", "bad_topic", "too_long", "not_cbor", "wrong_version", "bad_envelope", "stream_mismatch", "concentrator_mismatch",
        "bad_body", "bad_senml", "unknown_plan", "unknown_meter", "refused_by_cloud", "fault", "too_large",
    ];

    /// <summary>How many there are, with none.</summary>
    public static int Count => _names.Length;

    /// <summary>The name of a reason.</summary>
    public static string Name(this QuarantineReason reason) => _names[(int)reason];
}
