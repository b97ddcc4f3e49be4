namespace Wattline.Gateway.Runtime.Forwarding;

/// <summary>A way to the cloud that waits for nobody: a part of a batch is sent, its outcome is asked for later. One part at a time.</summary>
public interface IUplink
{
    /// <summary>Begins to send a part of the closed batch. It stays as it is until the outcome is told.</summary>
    /// <param name="first">The part's first message.</param>
    /// <param name="count">How many messages it has.</param>
    void Send(int first, int count);

    /// <summary>What became of the part: <see cref="UplinkOutcome.Pending"/> until it is known, then told once.</summary>
    UplinkOutcome Poll();

    /// <summary>Messages of the part told durable last that are not: the way up refused each of them by itself.</summary>
    IReadOnlyList<RejectedMessage> Rejected => [];

    /// <summary>What is in the way now, whether or not a part is on its way; <see cref="UplinkOutcome.None"/> when nothing is, or nobody knows.</summary>
    UplinkOutcome Trouble => UplinkOutcome.None;
}
