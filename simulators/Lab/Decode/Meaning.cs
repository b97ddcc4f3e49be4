using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Wattline.Simulators.Lab.Decode;

/// <summary>What a frame says, flat: <c>valid</c>, <c>reason</c>, and the protocol's own keys beside them.</summary>
public sealed class Meaning
{
    private static readonly JsonSerializerOptions _line = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private Meaning(string? reason)
    {
        Reason = reason;
        Keys = new JsonObject { ["valid"] = reason is null, ["reason"] = reason };
    }

    public bool Valid => Reason is null;

    /// <summary>Null when the bytes hold a good frame.</summary>
    public string? Reason { get; }

    public JsonObject Keys { get; }

    public static Meaning Good() => new(null);

    public static Meaning Bad(string reason) => new(reason);

    /// <summary>One line of JSON.</summary>
    public override string ToString() => Keys.ToJsonString(_line);
}
