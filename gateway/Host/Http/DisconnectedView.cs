namespace Wattline.Gateway.Host.Http;

/// <summary>What a disconnection did.</summary>
/// <param name="Disconnected">Connections that were ended.</param>
public sealed record DisconnectedView(int Disconnected);
