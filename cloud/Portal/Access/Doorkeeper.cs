using System.Security.Cryptography;
using System.Text;
using Wattline.Cloud.Commands.Decisions;
using Wattline.Cloud.Portal.Settings;

namespace Wattline.Cloud.Portal.Access;

/// <summary>Tells by the bearer token (RFC 6750) who asks. Tokens are compared by hash and in constant time: neither their length nor their beginning can be timed.</summary>
public sealed class Doorkeeper
{
    private readonly bool _anonymousReads;
    private readonly byte[]? _read;
    private readonly byte[]? _admin;
    private readonly IReadOnlyList<(string Gateway, byte[] Hash)> _gateways;
    private readonly HashSet<string> _enrolled;
    private readonly IReadOnlyList<(Person Person, byte[] Hash)> _people;

    /// <param name="settings">Checked settings.</param>
    public Doorkeeper(PortalSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _anonymousReads = settings.AnonymousReads;
        _read = Hash(settings.ReadToken);
        _admin = Hash(settings.AdminToken);
        _gateways = [.. settings.GatewayTokens.Select(pair => (pair.Key, TokenHash.Of(pair.Value)!))];
        _people = [.. settings.People.Select(pair => (new Person(pair.Key, pair.Value.Rights.ToHashSet(StringComparer.Ordinal)), TokenHash.Of(pair.Value.Token)!))];
        _enrolled = settings.GatewayDoor.Gateways.ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>
    /// The gateway that asks: the name of its certificate, which the door has checked, else of the token that the request carries; null
    /// when it is neither. A certificate's gateway needs no token, and gains nothing by another's.
    /// </summary>
    public string? Gateway(HttpRequest request)
    {
        if (request.HttpContext.Connection.ClientCertificate is { } certificate)
            return GatewayCertificates.NameOf(certificate) is { } name && _enrolled.Contains(name) ? name : null;
        if (Presented(request) is not { } hash) return null;
        string? found = null;
        foreach (var (gateway, expected) in _gateways)
            if (CryptographicOperations.FixedTimeEquals(hash, expected)) found = gateway;
        return found;
    }

    /// <summary>The name of the person that the admin token is.</summary>
    public const string AdminName = "admin";

    /// <summary>The person whose token the request carries; null for nobody's.</summary>
    public Person? PersonOf(HttpRequest request)
    {
        if (MayChange(request)) return new Person(AdminName, Rights.All);
        if (Presented(request) is not { } hash) return null;
        Person? found = null;
        foreach (var (person, expected) in _people)
            if (CryptographicOperations.FixedTimeEquals(hash, expected)) found = person;
        return found;
    }

    /// <summary>Whether the request may read.</summary>
    public bool MayRead(HttpRequest request) => _anonymousReads || Matches(request, _read) || PersonOf(request) is not null;

    /// <summary>Whether the request may change the registry.</summary>
    public bool MayChange(HttpRequest request) => Matches(request, _admin);

    private static bool Matches(HttpRequest request, byte[]? expected) =>
        expected is not null && Presented(request) is { } hash && CryptographicOperations.FixedTimeEquals(hash, expected);

    private static byte[]? Presented(HttpRequest request)
    {
        const string scheme = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) ? Hash(header[scheme.Length..].Trim()) : null;
    }

    private static byte[]? Hash(string token) => token.Length == 0 ? null : SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
