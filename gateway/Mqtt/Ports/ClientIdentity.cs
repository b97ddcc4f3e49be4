using System.Text;

namespace Wattline.Gateway.Mqtt;

/// <summary>Who a client is, as the authenticator found.</summary>
/// <param name="Name">The concentrator's name, or the operator account's.</param>
/// <param name="Role">What it may do in general.</param>
/// <param name="Patterns">Topic filters an operator may subscribe within.</param>
public sealed record ClientIdentity(string Name, ClientRole Role, IReadOnlyList<string> Patterns)
{
    /// <summary>When what let it in ends; null when it does not.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>What let it in, when the authenticator wants to know it again.</summary>
    internal object? Grant { get; init; }

    /// <summary>The name as it stands in topics.</summary>
    public ReadOnlyMemory<byte> NameUtf8 { get; } = Encoding.UTF8.GetBytes(Name);
}
