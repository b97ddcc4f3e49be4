namespace Wattline.Simulators.Physics;

/// <summary>What an <see cref="UnsyncedDisk"/> did.</summary>
public sealed class UnsyncedDiskCounters
{
    /// <summary>Writes taken.</summary>
    public long Writes { get; internal set; }

    /// <summary>Bytes of the writes taken.</summary>
    public long BytesWritten { get; internal set; }

    /// <summary>Syncs of a file, of the names or of all.</summary>
    public long Syncs { get; internal set; }

    /// <summary>Calls refused because the disk refused or was full.</summary>
    public long Refusals { get; internal set; }

    /// <summary>Crashes.</summary>
    public long Crashes { get; internal set; }

    /// <summary>Bytes of un-synced writes that crashes took away.</summary>
    public long BytesLost { get; internal set; }
}
