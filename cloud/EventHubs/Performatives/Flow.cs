using Wattline.Cloud.EventHubs.Types;

namespace Wattline.Cloud.EventHubs.Performatives;

/// <summary>Windows of a session, and of a link when it names one (OASIS AMQP 1.0, 2.7.4).</summary>
public readonly record struct Flow
{
    /// <summary>The next transfer-id that its sender expects; null before it saw a begin.</summary>
    public uint? NextIncomingId { get; init; }

    /// <summary>Transfers that it takes.</summary>
    public uint IncomingWindow { get; init; }

    /// <summary>The next transfer-id that it will use.</summary>
    public uint NextOutgoingId { get; init; }

    /// <summary>Transfers that it may send.</summary>
    public uint OutgoingWindow { get; init; }

    /// <summary>The link; null: the session alone.</summary>
    public uint? Handle { get; init; }

    /// <summary>Deliveries of the link so far.</summary>
    public uint? DeliveryCount { get; init; }

    /// <summary>Deliveries that the receiver takes beyond <see cref="DeliveryCount"/>.</summary>
    public uint LinkCredit { get; init; }

    /// <summary>Messages that the sender has ready.</summary>
    public uint Available { get; init; }

    /// <summary>Whether credit is to be used up or given back at once.</summary>
    public bool Drain { get; init; }

    /// <summary>Whether the peer is to say its own state.</summary>
    public bool Echo { get; init; }

    /// <summary>Reads the list behind the descriptor.</summary>
    public static Flow Read(ref AmqpReader reader)
    {
        int left = reader.ReadList(out int end);
        if (left < 4)
        {
            reader.Fail(AmqpFault.FieldMissing);
        }
        var flow = new Flow
        {
            NextIncomingId = reader.Next(ref left) ? reader.ReadUInt() : null,
            IncomingWindow = reader.Next(ref left) ? reader.ReadUInt() : 0,
            NextOutgoingId = reader.Next(ref left) ? reader.ReadUInt() : 0,
            OutgoingWindow = reader.Next(ref left) ? reader.ReadUInt() : 0,
            Handle = reader.Next(ref left) ? reader.ReadUInt() : null,
            DeliveryCount = reader.Next(ref left) ? reader.ReadUInt() : null,
            LinkCredit = reader.Next(ref left) ? reader.ReadUInt() : 0,
            Available = reader.Next(ref left) ? reader.ReadUInt() : 0,
            Drain = reader.Next(ref left) && reader.ReadBoolean(),
            Echo = reader.Next(ref left) && reader.ReadBoolean(),
        };
        reader.EndList(end, left);
        return flow;
    }

    /// <summary>Writes descriptor and list.</summary>
    public void Write(ref AmqpWriter writer)
    {
        writer.Descriptor(Descriptors.Flow);
        int mark = writer.BeginShortList();
        UIntOrNull(ref writer, NextIncomingId);
        writer.UInt(IncomingWindow);
        writer.UInt(NextOutgoingId);
        writer.UInt(OutgoingWindow);
        UIntOrNull(ref writer, Handle);
        UIntOrNull(ref writer, DeliveryCount);
        if (Handle is null)
        {
            writer.Null();
            writer.Null();
        }
        else
        {
            writer.UInt(LinkCredit);
            writer.UInt(Available);
        }
        writer.Boolean(Drain);
        writer.Boolean(Echo);
        writer.Null();
        writer.EndShortList(mark, 11);
    }

    private static void UIntOrNull(ref AmqpWriter writer, uint? value)
    {
        if (value is { } number)
        {
            writer.UInt(number);
        }
        else
        {
            writer.Null();
        }
    }
}
