namespace Wattline.Cloud.EventHubs.Engine;

/// <summary>A message that arrived.</summary>
public readonly ref struct Delivery
{
    /// <summary>Its number in the session, for <see cref="ReceiverLink.Settle"/>.</summary>
    public uint Id { get; init; }

    /// <summary>How the bytes are to be read.</summary>
    public uint Format { get; init; }

    /// <summary>Whether the sender waits for no word.</summary>
    public bool Settled { get; init; }

    /// <summary>Whether it is larger than the link takes: its bytes were not kept.</summary>
    public bool TooLarge { get; init; }

    /// <summary>The message.</summary>
    public ReadOnlySpan<byte> Payload { get; init; }
}
