namespace Wattline.Firmware.Storage;

/// <summary>What happened to a journal since its object was made.</summary>
public sealed class JournalCounters
{
    /// <summary>Times that the medium refused an append, an erase or a sync.</summary>
    public long FlashRefusals { get; internal set; }

    /// <summary>Messages and states that are longer than the journal takes.</summary>
    public long TooLong { get; internal set; }

    /// <summary>Money that was not taken, because too much of it waits to be acknowledged.</summary>
    public long MoneyRefusals { get; internal set; }

    /// <summary>Messages that were overwritten unacknowledged; a lost event tells of each.</summary>
    public long Overwritten { get; internal set; }

    /// <summary>Messages that cannot be read any more; a lost event tells of each.</summary>
    public long Unreadable { get; internal set; }

    /// <summary>Segments whose end was not whole when they were mounted.</summary>
    public long TornTails { get; internal set; }

    /// <summary>New epochs that were begun because the flash was found to be an older copy.</summary>
    public long Renewals { get; internal set; }

    /// <summary>Segments that were begun.</summary>
    public long Rotations { get; internal set; }
}
