namespace Wattline.Gateway.Host.Http;

/// <summary>A concentrator, or another client, as operators see it.</summary>
/// <param name="Name">Its identity.</param>
/// <param name="Connections">Its connections: one, or several with one account.</param>
/// <param name="Streams">What came of its streams since the gateway started.</param>
public sealed record ConcentratorView(string Name, IReadOnlyList<ConnectionView> Connections, IReadOnlyList<StreamView> Streams);
