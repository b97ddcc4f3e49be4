using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Wattline.Cloud.Portal.Settings;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Portal.Access;

/// <summary>The gateways' door: TLS on which both sides show certificates, and the gateway's is of our authority and its name is a gateway's.</summary>
internal static class GatewayCertificates
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>Opens the door beside the portal's own: an address that is given in code takes the place of all others.</summary>
    public static void Listen(KestrelServerOptions kestrel, Uri own, GatewayDoorSettings door)
    {
        if (IPAddress.TryParse(own.Host.Trim('[', ']'), out var address)) kestrel.Listen(address, own.Port);
        else if (own.IsLoopback) kestrel.ListenLocalhost(own.Port);
        else kestrel.ListenAnyIP(own.Port);
        var url = new Uri(door.Listen);
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(door.AuthorityFile!);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(door.CertificateFile!);
        using var pem = X509Certificate2.CreateFromPemFile(door.CertificateFile!, door.KeyFile);
        // A key that came from PEM is not usable by every platform's TLS before it went through PKCS #12.
        var certificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
        kestrel.Listen(IPAddress.Parse(url.Host.Trim('[', ']')), url.Port, listen => listen.UseHttps(new HttpsConnectionAdapterOptions
        {
            ServerCertificate = certificate,
            ServerCertificateChain = chain,
            SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ClientCertificateMode = ClientCertificateMode.RequireCertificate,
            ClientCertificateValidation = (shown, _, _) => IsGood(shown, authorities),
        }));
    }

    /// <summary>The gateway's name: the subject's common name; null when it is no name of ours.</summary>
    public static string? NameOf(X509Certificate2 certificate)
    {
        var name = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        return ConcentratorId.TryParse(name, out _) ? name : null;
    }

    /// <summary>Of one of our authorities, within its time, made for clients.</summary>
    private static bool IsGood(X509Certificate2 shown, X509Certificate2Collection authorities)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        // A gateway is shut out by its name (GatewayDoor:Gateways): there are few.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new(ClientAuthentication));
        return chain.Build(shown);
    }
}
