namespace Wattline.Gateway.Host.Http;

/// <summary>A connection as operators see it.</summary>
/// <param name="ClientId">Its client id.</param>
/// <param name="Role">device or operator.</param>
/// <param name="Since">When it was accepted.</param>
/// <param name="Address">Where it comes from.</param>
/// <param name="Protocol">MQTT's version: 3.1.1 or 5.</param>
/// <param name="Certificate">What it showed in the TLS handshake.</param>
/// <param name="Paused">Whether its reads wait: for the disk, or for its rate.</param>
/// <param name="Unacknowledged">Its messages whose acknowledgement waits for the disk.</param>
/// <param name="Messages">Its messages since it was accepted.</param>
/// <param name="MessagesPerSecond">The same of late.</param>
public sealed record ConnectionView(
    string ClientId, string Role, DateTimeOffset Since, string? Address, string Protocol, CertificateView? Certificate, bool Paused, int Unacknowledged, long Messages, double MessagesPerSecond);
