namespace Wattline.Gateway.Runtime.Forwarding;

/// <summary>A way to the cloud that waits for nobody: a batch is handed over, its outcome is asked for later. One batch at a time.</summary>
public interface IUplink
{
    /// <summary>Begins to send a batch. Its bytes stay as they are until the outcome is told.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="events">How many events it holds: the cloud must account for as many.</param>
    void Send(ReadOnlyMemory<byte> batch, int events);

    /// <summary>What became of the batch: <see cref="UplinkOutcome.Pending"/> until it is known, then told once.</summary>
    UplinkOutcome Poll();
}
