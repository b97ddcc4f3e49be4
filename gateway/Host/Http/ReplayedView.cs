namespace Wattline.Gateway.Host.Http;

/// <summary>What a replay of the quarantine did.</summary>
/// <param name="Replayed">Messages that went back into the journal.</param>
public sealed record ReplayedView(int Replayed);
