using System.Buffers.Binary;

namespace Wattline.Simulators.EventHub.Storage;

/// <summary>
/// Events in one file for each partition: length, checksum, number, offset, time, message; appended, and synced before anybody
/// hears of them. A torn tail is cut off when the file is read again, and what retention lets go is left behind then.
/// </summary>
public sealed class FileEventStore(string folder) : IEventStore, IDisposable
{
    private const int HeadBytes = 32;

    /// <summary>Bytes of an event at most: more in a head means that it is none.</summary>
    private const int EventBytesMax = 4 << 20;

    private readonly Dictionary<(string Hub, int Partition), FileStream> _files = [];
    private readonly HashSet<FileStream> _dirty = [];

    /// <inheritdoc/>
    public void Restore(string hub, int partition, PartitionLog into, long olderThan)
    {
        ArgumentNullException.ThrowIfNull(into);
        string path = Path.Combine(folder, hub, $"{partition}.events");
        Directory.CreateDirectory(Path.Combine(folder, hub));
        long keptFrom = 0, good = 0;
        using (var old = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite))
        {
            good = Read(old, (head, message) => keptFrom += TimeOf(head) < olderThan ? HeadBytes + message.Length : 0);
            old.SetLength(good);
        }
        if (keptFrom > 0)
        {
            LeaveBehind(path, Math.Min(keptFrom, LastOf(path)));
        }
        var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        file.Position = Read(file, (head, message) =>
        {
            into.StartAt(BinaryPrimitives.ReadInt64LittleEndian(head[8..]), BinaryPrimitives.ReadInt64LittleEndian(head[16..]));
            message.CopyTo(into.Room(message.Length));
            into.Append(message.Length, TimeOf(head));
        });
        _files[(hub, partition)] = file;
    }

    /// <inheritdoc/>
    public void Append(string hub, int partition, in StoredEvent stored)
    {
        var file = _files[(hub, partition)];
        Span<byte> head = stackalloc byte[HeadBytes];
        BinaryPrimitives.WriteInt32LittleEndian(head, stored.Message.Length);
        BinaryPrimitives.WriteInt64LittleEndian(head[8..], stored.Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(head[16..], stored.Offset);
        BinaryPrimitives.WriteInt64LittleEndian(head[24..], stored.EnqueuedAt);
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

    private delegate void Found(ReadOnlySpan<byte> head, ReadOnlySpan<byte> message);

    /// <summary>Reads events as long as they are whole.</summary>
    /// <returns>Where the last whole one ends.</returns>
    private static long Read(FileStream file, Found found)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        byte[] message = [];
        long good = 0;
        file.Position = 0;
        while (file.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false) == HeadBytes)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(head);
            if (length is <= 0 or > EventBytesMax)
            {
                break;
            }
            message = message.Length < length ? new byte[length] : message;
            var bytes = message.AsSpan(0, length);
            if (file.ReadAtLeast(bytes, length, throwOnEndOfStream: false) < length || Checksum(head, bytes) != BinaryPrimitives.ReadUInt32LittleEndian(head[4..]))
            {
                break;
            }
            found(head, bytes);
            good = file.Position;
        }
        return good;
    }

    private static long TimeOf(ReadOnlySpan<byte> head) => BinaryPrimitives.ReadInt64LittleEndian(head[24..]);

    /// <summary>Where the last event begins.</summary>
    private static long LastOf(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read);
        long at = 0, last = 0;
        Read(file, (_, message) => (last, at) = (at, at + HeadBytes + message.Length));
        return last;
    }

    /// <summary>Writes the file anew from a place on; the old one stands until the new one is whole.</summary>
    private static void LeaveBehind(string path, long from)
    {
        string fresh = path + ".new";
        using (var old = new FileStream(path, FileMode.Open, FileAccess.Read))
        using (var file = new FileStream(fresh, FileMode.Create, FileAccess.Write))
        {
            old.Position = from;
            old.CopyTo(file);
            file.Flush(flushToDisk: true);
        }
        File.Move(fresh, path, overwrite: true);
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
