using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Contracts;

/// <summary>One event of a batch, understood.</summary>
/// <param name="Id">The message's identity, with the part's number behind it where it is a part.</param>
/// <param name="Gateway">The gateway that sent it.</param>
/// <param name="Time">When that gateway received it.</param>
/// <param name="Message">What the concentrator said: a <see cref="ReadingsMessage"/>, <see cref="EventMessage"/>, <see cref="MoneyMessage"/> or <see cref="QuarantineNotice"/>.</param>
/// <param name="Part">Which part of the message it is, over a hub; null: the whole.</param>
public sealed record CloudEvent(string Id, string Gateway, DateTimeOffset Time, Message Message, MessagePart? Part = null);
