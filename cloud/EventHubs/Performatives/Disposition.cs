using Wattline.Cloud.EventHubs.Types;

namespace Wattline.Cloud.EventHubs.Performatives;

/// <summary>The state of a range of deliveries (OASIS AMQP 1.0, 2.7.6).</summary>
/// <param name="IsReceiver">Whether the receiver of the deliveries speaks.</param>
/// <param name="First">The first delivery's number.</param>
/// <param name="Last">The last one's.</param>
/// <param name="Settled">Whether its sender has settled them.</param>
/// <param name="State">The state; null as absent.</param>
public readonly record struct Disposition(bool IsReceiver, uint First, uint Last, bool Settled, DeliveryState? State)
{
    /// <summary>Reads the list behind the descriptor.</summary>
    public static Disposition Read(ref AmqpReader reader)
    {
        int left = reader.ReadList(out int end);
        if (left < 2)
        {
            reader.Fail(AmqpFault.FieldMissing);
        }
        bool isReceiver = reader.Next(ref left) && reader.ReadBoolean();
        uint first = reader.Next(ref left) ? reader.ReadUInt() : 0;
        uint last = reader.Next(ref left) ? reader.ReadUInt() : first;
        bool settled = reader.Next(ref left) && reader.ReadBoolean();
        DeliveryState? state = reader.Next(ref left) ? DeliveryState.Read(ref reader) : null;
        reader.EndList(end, left);
        return new(isReceiver, first, last, settled, state);
    }

    /// <summary>Writes descriptor and list.</summary>
    public void Write(ref AmqpWriter writer)
    {
        writer.Descriptor(Descriptors.Disposition);
        int mark = writer.BeginList();
        writer.Boolean(IsReceiver);
        writer.UInt(First);
        writer.UInt(Last);
        writer.Boolean(Settled);
        if (State is { } state)
        {
            state.Write(ref writer);
        }
        else
        {
            writer.Null();
        }
        writer.Boolean(false);
        writer.End(mark, 6);
    }
}
