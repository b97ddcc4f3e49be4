using System.Buffers.Binary;

namespace Wattline.Simulators.EventHub.Storage;

/// <summary>
/// Events in one file for each partition: length, checksum, offset, time, message; appended, and synced before anybody hears of
/// them. A torn tail is cut off when the file is read again.
/// </summary>
public sealed class FileEventStore(string folder) : IEventStore, IDisposable
{
    private const int HeadBytes = 24;

    /// <summary>Bytes of an event at most: more in a head means that it is none.</summary>
    private const int EventBytesMax = 4 << 20;

    private readonly Dictionary<(string Hub, int Partition), FileStream> _files = [];
    private readonly HashSet<FileStream> _dirty = [];

    /// <inheritdoc/>
    public void Restore(string hub, int partition, PartitionLog into)
    {
        ArgumentNullException.ThrowIfNull(into);
        string path = Path.Combine(folder, hub, $"{partition}.events");
        Directory.CreateDirectory(Path.Combine(folder, hub));
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        Span<byte> head = stackalloc byte[HeadBytes];
        long good = 0;
        while (file.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false) == HeadBytes)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(head);
            if (length is <= 0 or > EventBytesMax)
            {
                break;
            }
            var room = into.Room(length)[..length];
            if (file.ReadAtLeast(room, length, throwOnEndOfStream: false) < length || Checksum(head, room) != BinaryPrimitives.ReadUInt32LittleEndian(head[4..]))
            {
                break;
            }
            into.Append(length, BinaryPrimitives.ReadInt64LittleEndian(head[16..]));
            good = file.Position;
        }
        file.SetLength(good);
        file.Position = good;
        _files[(hub, partition)] = file;
    }

    /// <inheritdoc/>
    public void Append(string hub, int partition, in StoredEvent stored)
    {
        var file = _files[(hub, partition)];
        Span<byte> head = stackalloc byte[HeadBytes];
        BinaryPrimitives.WriteInt32LittleEndian(head, stored.Message.Length);
        BinaryPrimitives.WriteInt64LittleEndian(head[8..], stored.Offset);
        BinaryPrimitives.WriteInt64LittleEndian(head[16..], stored.EnqueuedAt);
        BinaryPrimitives.WriteUInt32LittleEndian(head[4..], Checksum(head, stored.Message.Span));
        file.Write(head);
        file.Write(stored.Message.Span);
        _dirty.Add(file);
    }

    /// <inheritdoc/>
    public void Commit()
    {
        foreach (var file in _dirty)
        {
            file.Flush(flushToDisk: true);
        }
        _dirty.Clear();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Commit();
        foreach (var file in _files.Values)
        {
            file.Dispose();
        }
    }

    private static uint Checksum(ReadOnlySpan<byte> head, ReadOnlySpan<byte> message)
    {
        uint crc = uint.MaxValue;
        crc = Add(crc, head[8..]);
        return ~Add(crc, message);
    }

    private static uint Add(uint crc, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            crc = System.Numerics.BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }
        foreach (byte value in bytes)
        {
            crc = System.Numerics.BitOperations.Crc32C(crc, value);
        }
        return crc;
    }
}
