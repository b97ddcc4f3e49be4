namespace Wattline.Gateway.Host.Http;

/// <summary>A client's certificate as operators see it.</summary>
/// <param name="Subject">Its subject.</param>
/// <param name="Expires">When its time is over.</param>
public sealed record CertificateView(string Subject, DateTimeOffset Expires);
