using System.Buffers.Binary;
using Wattline.Cloud.EventHubs.Messages;
using Wattline.Cloud.EventHubs.Types;

namespace Wattline.Cloud.EventHubs.Events;

/// <summary>
/// Events that are stored together or not at all. Each is encoded when it is added, so the size is that of the message which will
/// be sent, to the byte. Reused after <see cref="Clear"/>: the buffer stays.
/// </summary>
public sealed class EventBatch
{
    /// <summary>Descriptor, constructor and length of a data section.</summary>
    private const int DataHeadBytes = 8;

    private readonly List<int> _ends = [];
    private readonly string? _partitionKey;
    private byte[] _bytes;
    private int _used;
    private int _envelope;

    /// <summary>An empty batch.</summary>
    /// <param name="bytesMax">Bytes of the message at most: what the link takes.</param>
    /// <param name="partitionKey">Events of one key go to one partition, in order; null: the hub chooses.</param>
    /// <param name="partitionId">The partition; null: by the key, or the hub chooses.</param>
    /// <exception cref="ArgumentException">Both a key and a partition: Event Hubs refuses that.</exception>
    public EventBatch(int bytesMax, string? partitionKey = null, string? partitionId = null)
    {
        if (partitionKey is not null && partitionId is not null)
        {
            throw new ArgumentException("A batch has a partition key or a partition, not both.", nameof(partitionId));
        }
        (BytesMax, _partitionKey, PartitionId) = (bytesMax, partitionKey, partitionId);
        _bytes = new byte[Math.Min(bytesMax, 4_096)];
        WriteEnvelope();
    }

    /// <summary>Bytes of the message at most.</summary>
    public int BytesMax { get; }

    /// <summary>The key; null: none.</summary>
    public string? PartitionKey => _partitionKey;

    /// <summary>The partition; null: none chosen.</summary>
    public string? PartitionId { get; }

    /// <summary>Events in it.</summary>
    public int Count => _ends.Count;

    /// <summary>Bytes of the message as it is.</summary>
    public int Bytes => _used;

    /// <summary>The message, to be sent with format <see cref="MessageSections.BatchFormat"/>.</summary>
    public ReadOnlySpan<byte> Message => _bytes.AsSpan(0, _used);

    /// <summary>Adds an event; false when it does not fit: nothing has changed then.</summary>
    public bool TryAdd(EventData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Body.Length > BytesMax - _used)
        {
            return false;
        }
        for (int room = EventEncoder.BytesMax(data, _partitionKey) + DataHeadBytes; ; room *= 4)
        {
            int space = Math.Min(room, BytesMax - _used);
            Grow(_used + space);
            var writer = new AmqpWriter(_bytes.AsSpan(_used, Math.Max(0, space)));
            writer.Raw([0x00, 0x53, (byte)Descriptors.Data, 0xB0, 0, 0, 0, 0]);
            EventEncoder.Write(ref writer, data, _partitionKey, null);
            if (!writer.Overflow)
            {
                BinaryPrimitives.WriteInt32BigEndian(_bytes.AsSpan(_used + 4), writer.Position - DataHeadBytes);
                _used += writer.Position;
                _ends.Add(_used);
                return true;
            }
            if (space < room)
            {
                return false;
            }
        }
    }

    /// <summary>Empties it.</summary>
    public void Clear()
    {
        _ends.Clear();
        WriteEnvelope();
    }

    /// <summary>Divides it in two of about as many bytes, in order: for a hub that takes less than its link said.</summary>
    /// <returns>Null when it has one event only.</returns>
    public (EventBatch First, EventBatch Second)? Split()
    {
        if (Count < 2)
        {
            return null;
        }
        int half = _envelope + ((_used - _envelope) / 2);
        int at = Math.Clamp(_ends.FindIndex(end => end >= half) + 1, 1, Count - 1);
        return (Part(0, at), Part(at, Count));
    }

    /// <summary>The same events with an idempotent producer's stamps, each one more than the one before.</summary>
    internal byte[] Stamped(ProducerStamp first)
    {
        const int StampBytes = 192;
        byte[] stamped = new byte[_used + (Count * StampBytes)];
        var writer = new AmqpWriter(stamped);
        writer.Raw(_bytes.AsSpan(0, _envelope));
        for (int i = 0, start = _envelope; i < Count; start = _ends[i++])
        {
            var message = _bytes.AsSpan(start + DataHeadBytes, _ends[i] - start - DataHeadBytes);
            _ = MessageSections.TryRead(message, out var sections);
            int head = writer.Position;
            writer.Raw([0x00, 0x53, (byte)Descriptors.Data, 0xB0, 0, 0, 0, 0]);
            EventEncoder.Annotations(ref writer, _partitionKey, first with { Sequence = first.Sequence + i });
            writer.Raw(sections.Bare);
            BinaryPrimitives.WriteInt32BigEndian(stamped.AsSpan(head + 4), writer.Position - head - DataHeadBytes);
        }
        return stamped[..writer.Position];
    }

    private EventBatch Part(int from, int to)
    {
        var part = new EventBatch(BytesMax, _partitionKey, PartitionId);
        int start = from == 0 ? _envelope : _ends[from - 1];
        int length = _ends[to - 1] - start;
        part.Grow(part._used + length);
        _bytes.AsSpan(start, length).CopyTo(part._bytes.AsSpan(part._used));
        for (int i = from; i < to; i++)
        {
            part._ends.Add(_ends[i] - start + part._used);
        }
        part._used += length;
        return part;
    }

    private void WriteEnvelope()
    {
        _used = 0;
        if (_partitionKey is not null)
        {
            Grow(64 + System.Text.Encoding.UTF8.GetMaxByteCount(_partitionKey.Length));
            var writer = new AmqpWriter(_bytes);
            EventEncoder.Annotations(ref writer, _partitionKey, null);
            _used = writer.Position;
        }
        _envelope = _used;
    }

    private void Grow(int bytes)
    {
        if (_bytes.Length < bytes)
        {
            Array.Resize(ref _bytes, Math.Max(bytes, Math.Min(BytesMax, _bytes.Length * 2)));
        }
    }
}
