using System.Text;

namespace Wattline.Cloud.EventHubs.Engine;

/// <summary>What a client says in its security layer.</summary>
/// <param name="Mechanism">The mechanism's name.</param>
/// <param name="Response">Its initial response.</param>
public sealed record SaslClient(string Mechanism, ReadOnlyMemory<byte> Response)
{
    /// <summary>RFC 4505: nobody in particular. Rights come by tokens over <c>$cbs</c>.</summary>
    public static SaslClient Anonymous { get; } = new("ANONYMOUS", "wattline"u8.ToArray());

    /// <summary>RFC 4616: a name and a password.</summary>
    public static SaslClient Plain(string user, string password) => new("PLAIN", Encoding.UTF8.GetBytes($"\0{user}\0{password}"));
}
