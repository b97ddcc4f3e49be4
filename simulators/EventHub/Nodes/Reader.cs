using System.Buffers.Binary;
using System.Globalization;
using Wattline.Cloud.EventHubs.Engine;
using Wattline.Cloud.EventHubs.Types;
using Wattline.Simulators.EventHub.Hubs;

namespace Wattline.Simulators.EventHub.Nodes;

/// <summary>A receiver of a client: where it is in a partition, and whom it excludes.</summary>
internal sealed class Reader(Partition partition, string group, SenderLink link, bool settled)
{
    private const int RuntimeBytesMax = 256;

    public Partition Partition => partition;

    public string Group => group;

    public SenderLink Link => link;

    /// <summary>The owner level; null for a reader that shares.</summary>
    public long? Epoch { get; init; }

    /// <summary>What the client calls it in errors.</summary>
    public string Name { get; init; } = "nil";

    /// <summary>Whether every event comes with where the partition's end is.</summary>
    public bool TracksLast { get; init; }

    /// <summary>The next event's number.</summary>
    public long Next { get; set; }

    /// <summary>Sends what can be sent.</summary>
    /// <returns>False when the throughput units stopped it.</returns>
    public bool Pump(Throughput throughput, long now, long utcNow)
    {
        Span<byte> tag = stackalloc byte[sizeof(long)];
        Span<byte> runtime = stackalloc byte[RuntimeBytesMax];
        while (link.CanSend && partition.Log.At(Next) is { } stored)
        {
            if (!throughput.MayOut(now))
            {
                return false;
            }
            BinaryPrimitives.WriteInt64BigEndian(tag, stored.Sequence);
            var head = TracksLast ? runtime[..WriteRuntime(runtime, utcNow)] : default;
            if (!link.TrySend(tag, format: 0, settled, head, stored.Message.Span, out _))
            {
                break;
            }
            throughput.Out(stored.Message.Length);
            Next = stored.Sequence + 1;
        }
        return true;
    }

    private int WriteRuntime(Span<byte> at, long utcNow)
    {
        var log = partition.Log;
        var writer = new AmqpWriter(at);
        writer.Descriptor(Descriptors.DeliveryAnnotations);
        int mark = writer.BeginMap();
        writer.Symbol("last_enqueued_sequence_number"u8);
        writer.Long(log.NextSequence - 1);
        writer.Symbol("last_enqueued_offset"u8);
        writer.String(log.LastOffset.ToString(CultureInfo.InvariantCulture));
        writer.Symbol("last_enqueued_time_utc"u8);
        writer.Timestamp(log.LastEnqueuedAt);
        writer.Symbol("runtime_info_retrieval_time_utc"u8);
        writer.Timestamp(utcNow);
        writer.End(mark, 8);
        return writer.Position;
    }
}
