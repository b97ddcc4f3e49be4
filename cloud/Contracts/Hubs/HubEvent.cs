namespace Wattline.Cloud.Contracts;

/// <summary>
/// One event as a hub carries it: CloudEvents 1.0 in AMQP's binary mode (docs/cloudlink.md, over Event Hubs). Neutral: any AMQP client turns
/// it into a message and back.
/// </summary>
/// <param name="Properties">Application properties; a null is a value that is no text.</param>
/// <param name="ContentType">The message's property content-type.</param>
/// <param name="ContentEncoding">The message's property content-encoding; null: none.</param>
/// <param name="Body">The bytes of the one data section.</param>
public sealed record HubEvent(IReadOnlyList<KeyValuePair<string, string?>> Properties, string? ContentType, string? ContentEncoding, ReadOnlyMemory<byte> Body);
