namespace Wattline.Firmware.Storage;

/// <summary>How much a journal holds, and how fast it fills.</summary>
public interface IJournalSpace
{
    /// <summary>Bytes of messages, their heads included, before the oldest that waits is given up.</summary>
    long Capacity { get; }

    /// <summary>Bytes of messages, their heads included, since it was opened.</summary>
    long Written { get; }

    /// <summary>Messages that were overwritten unacknowledged since then.</summary>
    long Overwritten { get; }

    /// <summary>Money that was refused since then, because too much of it waits.</summary>
    long MoneyRefused { get; }
}
