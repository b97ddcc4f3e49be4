using System.Globalization;
using Wattline.Simulators.EventHub.Hubs;

namespace Wattline.Simulators.EventHub.Storage;

/// <summary>Events in a folder for each partition: appended, and synced before anybody hears of them.</summary>
/// <param name="folder">Where to.</param>
/// <param name="segmentBytes">Bytes after which another segment is begun: what retention leaves behind on the disk at most, for each partition.</param>
public sealed class FileEventStore(string folder, long segmentBytes = FileEventStore.OrdinarySegmentBytes) : IEventStore, IDisposable
{
    private const long OrdinarySegmentBytes = 16L << 20;

    private readonly Dictionary<Partition, PartitionFiles> _partitions = [];
    private readonly HashSet<FileStream> _dirty = [];

    /// <inheritdoc/>
    public long CreatedAt(string hub, long now)
    {
        string path = Path.Combine(folder, hub, "created");
        if (File.Exists(path) && long.TryParse(File.ReadAllText(path), NumberStyles.None, CultureInfo.InvariantCulture, out long created))
        {
            return created;
        }
        Directory.CreateDirectory(Path.Combine(folder, hub));
        File.WriteAllText(path + ".new", now.ToString(CultureInfo.InvariantCulture));
        File.Move(path + ".new", path, overwrite: true);
        return now;
    }

    /// <inheritdoc/>
    public void Restore(Partition partition, Action trim)
    {
        ArgumentNullException.ThrowIfNull(partition);
        string path = Path.Combine(folder, partition.Hub.Name, partition.Number.ToString(CultureInfo.InvariantCulture));
        _partitions[partition] = new PartitionFiles(path, segmentBytes, partition, trim);
    }

    /// <inheritdoc/>
    public void Append(Partition partition, in StoredEvent stored, ProducerMark? producer) =>
        _dirty.Add(_partitions[partition].Append(partition, SegmentRecord.Of(stored, producer), stored.Message.Span));

    /// <inheritdoc/>
    public void Keep(Partition partition, ProducerMark producer) =>
        _dirty.Add(_partitions[partition].Append(partition, new SegmentRecord(RecordKind.Producer, 0, 0, 0, producer), default));

    /// <inheritdoc/>
    public void Trim(Partition partition) => _partitions[partition].Trim(partition);

    /// <inheritdoc/>
    public void Commit()
    {
        foreach (var file in _dirty)
        {
            if (file.CanWrite)
            {
                // A segment that another one followed was synced then.
                file.Flush(flushToDisk: true);
            }
        }
        _dirty.Clear();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Commit();
        foreach (var files in _partitions.Values)
        {
            files.Dispose();
        }
    }
}
