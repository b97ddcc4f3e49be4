namespace Wattline.Cloud.Contracts;

/// <summary>One element of a batch, or one event of a hub: its bytes, and either its meaning or what is wrong with it.</summary>
/// <param name="Json">The element as it was received, a part of the batch's memory; of a hub's event the data.</param>
/// <param name="Event">Its meaning; null when there is a fault.</param>
/// <param name="Fault">What is wrong; null when it is understood.</param>
/// <param name="Header">Where there is a fault and the header is understood all the same: that message has come.</param>
/// <param name="Part">Beside <paramref name="Header"/>: which part of that message has come; null: the whole.</param>
public sealed record ReceivedEvent(ReadOnlyMemory<byte> Json, CloudEvent? Event, ContractFault? Fault, RefusedHeader? Header = null, MessagePart? Part = null);
