using Wattline.Cloud.EventHubs.Types;

namespace Wattline.Cloud.EventHubs.Performatives;

/// <summary>A message, or a part of it, on a link; the bytes follow (OASIS AMQP 1.0, 2.7.5).</summary>
public ref struct Transfer
{
    /// <summary>The link.</summary>
    public uint Handle { get; set; }

    /// <summary>The delivery's number in the session; absent in parts after the first.</summary>
    public uint? DeliveryId { get; set; }

    /// <summary>The delivery's tag; absent in parts after the first.</summary>
    public ReadOnlySpan<byte> DeliveryTag { get; set; }

    /// <summary>How the bytes are to be read; 0: a message of the standard.</summary>
    public uint? MessageFormat { get; set; }

    /// <summary>Whether the sender has settled it; null as absent.</summary>
    public bool? Settled { get; set; }

    /// <summary>Whether further parts follow.</summary>
    public bool More { get; set; }

    /// <summary>Whether the delivery is given up; its bytes count for nothing.</summary>
    public bool Aborted { get; set; }

    /// <summary>Reads the list behind the descriptor.</summary>
    public static Transfer Read(ref AmqpReader reader)
    {
        int left = reader.ReadList(out int end);
        Transfer transfer = default;
        if (reader.Next(ref left))
        {
            transfer.Handle = reader.ReadUInt();
        }
        else
        {
            reader.Fail(AmqpFault.FieldMissing);
        }
        transfer.DeliveryId = reader.Next(ref left) ? reader.ReadUInt() : null;
        transfer.DeliveryTag = reader.Next(ref left) ? reader.ReadBinary() : default;
        transfer.MessageFormat = reader.Next(ref left) ? reader.ReadUInt() : null;
        transfer.Settled = reader.Next(ref left) ? reader.ReadBoolean() : null;
        transfer.More = reader.Next(ref left) && reader.ReadBoolean();
        if (reader.Next(ref left))
        {
            reader.Skip(); // rcv-settle-mode
        }
        if (reader.Next(ref left))
        {
            reader.Skip(); // state: of resumed deliveries
        }
        if (reader.Next(ref left))
        {
            reader.Skip(); // resume
        }
        transfer.Aborted = reader.Next(ref left) && reader.ReadBoolean();
        reader.EndList(end, left);
        if (transfer.DeliveryTag.Length > AmqpLimits.DeliveryTagBytesMax)
        {
            reader.Fail(AmqpFault.BadSize);
        }
        return transfer;
    }

    /// <summary>Writes descriptor and list.</summary>
    public readonly void Write(ref AmqpWriter writer)
    {
        writer.Descriptor(Descriptors.Transfer);
        int mark = writer.BeginShortList();
        writer.UInt(Handle);
        if (DeliveryId is { } id)
        {
            writer.UInt(id);
            writer.Binary(DeliveryTag);
            writer.UInt(MessageFormat ?? 0);
        }
        else
        {
            writer.Null();
            writer.Null();
            writer.Null();
        }
        writer.Boolean(Settled ?? false);
        writer.Boolean(More);
        writer.Null();
        writer.Null();
        writer.Boolean(false);
        writer.Boolean(Aborted);
        writer.Boolean(false);
        writer.EndShortList(mark, 11);
    }
}
