using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Contracts;

/// <summary>What is certain of an event whose content is refused: who sent it, and which message it was.</summary>
/// <param name="Gateway">The gateway that sent it.</param>
/// <param name="Time">When that gateway received it.</param>
/// <param name="Header">Where the message stands in its stream.</param>
public sealed record RefusedHeader(string Gateway, DateTimeOffset Time, MessageHeader Header);
