using System.Globalization;
using Wattline.Simulators.EventHub.Hubs;

namespace Wattline.Simulators.EventHub.Storage;

/// <summary>
/// A partition's segments, each named by the number that it begins with. Every one begins with where the numbers and the idempotent
/// producers are, so older ones can go whole. Only the last may have a torn tail, which is cut off.
/// </summary>
internal sealed class PartitionFiles : IDisposable
{
    private const string Extension = ".segment";

    private readonly string _folder;
    private readonly long _segmentBytes;
    private readonly List<long> _firsts = [];
    private FileStream _current;
    private bool _hasEvents;

    public PartitionFiles(string folder, long segmentBytes, Partition partition, Action trim)
    {
        (_folder, _segmentBytes) = (folder, segmentBytes);
        Directory.CreateDirectory(folder);
        _firsts.AddRange(Directory.EnumerateFiles(folder, "*" + Extension).Select(path => long.Parse(Path.GetFileNameWithoutExtension(path), CultureInfo.InvariantCulture)).Order());
        FileStream? last = null;
        for (int i = 0; i < _firsts.Count; i++)
        {
            var file = new FileStream(PathOf(_firsts[i]), FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
            long good = Read(file, partition);
            trim();
            if (i < _firsts.Count - 1 && good < file.Length && !IsUnbegun(_firsts[i + 1]))
            {
                throw new IOException($"{file.Name}: damaged at byte {good}.");
            }
            last?.Dispose();
            last = file;
            last.SetLength(good);
            last.Position = good;
        }
        // The last one is empty when a crash came while it was begun.
        _current = last is { Length: > 0 } ? last : Begin(partition, last);
        Trim(partition);
    }

    public FileStream Append(Partition partition, in SegmentRecord record, ReadOnlySpan<byte> message)
    {
        record.Write(_current, message);
        _hasEvents |= record.Kind is RecordKind.Event or RecordKind.ProducersEvent;
        if (_current.Position >= _segmentBytes)
        {
            _current = Begin(partition, _current);
        }
        return _current;
    }

    /// <summary>Deletes segments of which nothing is wanted any more.</summary>
    public void Trim(Partition partition)
    {
        if (_hasEvents && partition.Log.First is null)
        {
            _current = Begin(partition, _current);
        }
        while (_firsts.Count > 1 && _firsts[1] <= partition.Log.FirstSequence)
        {
            File.Delete(PathOf(_firsts[0]));
            _firsts.RemoveAt(0);
        }
    }

    public void Dispose() => _current.Dispose();

    private string PathOf(long first) => Path.Combine(_folder, first.ToString("D20", CultureInfo.InvariantCulture) + Extension);

    private bool IsUnbegun(long first)
    {
        byte[] none = [];
        using var file = new FileStream(PathOf(first), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return !SegmentRecord.TryRead(file, ref none, out _, out _);
    }

    /// <summary>Begins a segment: durable before the one before may go.</summary>
    private FileStream Begin(Partition partition, FileStream? before)
    {
        before?.Flush(flushToDisk: true);
        before?.Dispose();
        var log = partition.Log;
        long first = log.NextSequence;
        var file = new FileStream(PathOf(first), FileMode.Create, FileAccess.ReadWrite, FileShare.Read);
        new SegmentRecord(RecordKind.Begin, first, log.NextOffset, log.LastEnqueuedAt, new ProducerMark(log.LastOffset, new ProducerState(0, 0))).Write(file, default);
        foreach (var (group, state) in partition.Producers.All)
        {
            new SegmentRecord(RecordKind.Producer, 0, 0, 0, new ProducerMark(group, state)).Write(file, default);
        }
        file.Flush(flushToDisk: true);
        if (!_firsts.Contains(first))
        {
            _firsts.Add(first);
            _firsts.Sort();
        }
        _hasEvents = false;
        return file;
    }

    /// <summary>Reads records as long as they are whole.</summary>
    /// <returns>Where the last whole one ends.</returns>
    private long Read(FileStream file, Partition partition)
    {
        var log = partition.Log;
        byte[] message = [];
        long good = 0;
        _hasEvents = false;
        while (SegmentRecord.TryRead(file, ref message, out var record, out int length))
        {
            good = file.Position;
            if (record.Kind == RecordKind.Begin)
            {
                log.StartAt(record.Sequence, record.Offset, record.Producer.Group, record.EnqueuedAt);
                continue;
            }
            if (record.Kind is RecordKind.Producer or RecordKind.ProducersEvent)
            {
                partition.Producers.Set(record.Producer.Group, record.Producer.State);
            }
            if (record.Kind is RecordKind.Event or RecordKind.ProducersEvent)
            {
                message.AsSpan(0, length).CopyTo(log.Room(length));
                log.Append(length, record.EnqueuedAt);
                _hasEvents = true;
            }
        }
        return good;
    }
}
