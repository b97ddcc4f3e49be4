using System.Security.Cryptography;
using System.Text;
using Wattline.Cloud.EventHubs.Engine;
using Wattline.Simulators.EventHub.Hubs;

namespace Wattline.Simulators.EventHub.Nodes;

/// <summary>The security layer: anybody may come in, and rights come by tokens; or by a key's name and the key at once.</summary>
internal sealed class Entrance(IReadOnlyDictionary<string, AccessKey> keys, bool open) : ISaslServer
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Mechanisms { get; } = ["MSSBCBS", "ANONYMOUS", "PLAIN"];

    /// <inheritdoc/>
    public bool MayBeAbsent => open;

    /// <inheritdoc/>
    public bool Authenticate(string mechanism, ReadOnlySpan<byte> response, out string? identity)
    {
        identity = null;
        if (mechanism != "PLAIN")
        {
            return true;
        }
        // RFC 4616: authorization identity, name, password, with zeros between them.
        string[] parts = Encoding.UTF8.GetString(response).Split('\0');
        if (parts is not [_, var name, var password] || !keys.TryGetValue(name, out var key)
            || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(key.Key), Encoding.UTF8.GetBytes(password)))
        {
            return false;
        }
        identity = name;
        return true;
    }
}
