using System.Net;

namespace Wattline.Gateway.Mqtt;

/// <summary>A client that is connected now.</summary>
/// <param name="Identity">Who it is.</param>
/// <param name="ClientId">Its client id, as sent or assigned.</param>
/// <param name="Remote">Where it comes from, if that is known.</param>
/// <param name="Paused">Whether its reads wait for the intake.</param>
public sealed record ConnectedClient(ClientIdentity Identity, string ClientId, EndPoint? Remote, bool Paused);
