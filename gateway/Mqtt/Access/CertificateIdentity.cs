namespace Wattline.Gateway.Mqtt;

/// <summary>What the endpoint keeps of a client's certificate after its checks.</summary>
/// <param name="Name">The concentrator it is for: the subject's common name.</param>
/// <param name="Subject">The whole subject, for operators.</param>
/// <param name="NotAfter">When it expires.</param>
/// <param name="Chain">From the client's certificate up, without the root: the issuer's key (SHA-256 of its SubjectPublicKeyInfo, hex) and the serial number (hex) under it.</param>
public sealed record CertificateIdentity(string Name, string Subject, DateTimeOffset NotAfter, IReadOnlyList<(string IssuerKey, string Serial)> Chain);
