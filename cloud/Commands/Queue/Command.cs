namespace Wattline.Cloud.Commands.Queue;

/// <summary>A command as it is posted.</summary>
/// <param name="Id">Chosen by whoever posts it, who may post it again under the same.</param>
/// <param name="Concentrator">For whom.</param>
/// <param name="Decision">The decision's number: the device refuses one lower than it has obeyed.</param>
/// <param name="ExpiresMs">Not given out from this moment on, Unix milliseconds.</param>
/// <param name="Content">What is published to the concentrator, byte for byte; never looked into.</param>
public sealed record Command(long Id, string Concentrator, long Decision, long ExpiresMs, ReadOnlyMemory<byte> Content);
