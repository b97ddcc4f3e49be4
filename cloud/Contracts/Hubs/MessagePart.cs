namespace Wattline.Cloud.Contracts;

/// <summary>Which part of a message an event is, where the message is too large for one.</summary>
/// <param name="Index">From 0.</param>
/// <param name="Count">Parts in all, two at least. The message has come when all of them have.</param>
public readonly record struct MessagePart(int Index, int Count);
