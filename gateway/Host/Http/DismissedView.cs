namespace Wattline.Gateway.Host.Http;

/// <summary>What a dismissal did.</summary>
/// <param name="Dismissed">Messages that were taken out of quarantine for good.</param>
public sealed record DismissedView(int Dismissed);
