using Wattline.Cloud.EventHubs.Types;

namespace Wattline.Cloud.EventHubs.Performatives;

/// <summary>Begins a session on a channel (OASIS AMQP 1.0, 2.7.2).</summary>
public readonly record struct Begin
{
    /// <summary>The peer's channel whose begin this answers; null when it is the first.</summary>
    public ushort? RemoteChannel { get; init; }

    /// <summary>The first transfer-id that the sender will use.</summary>
    public uint NextOutgoingId { get; init; }

    /// <summary>Transfers that it takes.</summary>
    public uint IncomingWindow { get; init; }

    /// <summary>Transfers that it may send.</summary>
    public uint OutgoingWindow { get; init; }

    /// <summary>The highest handle that it takes.</summary>
    public uint HandleMax { get; init; }

    /// <summary>Reads the list behind the descriptor.</summary>
    public static Begin Read(ref AmqpReader reader)
    {
        int left = reader.ReadList(out int end);
        if (left < 4)
        {
            reader.Fail(AmqpFault.FieldMissing);
        }
        var begin = new Begin
        {
            RemoteChannel = reader.Next(ref left) ? reader.ReadUShort() : null,
            NextOutgoingId = reader.Next(ref left) ? reader.ReadUInt() : 0,
            IncomingWindow = reader.Next(ref left) ? reader.ReadUInt() : 0,
            OutgoingWindow = reader.Next(ref left) ? reader.ReadUInt() : 0,
            HandleMax = reader.Next(ref left) ? reader.ReadUInt() : uint.MaxValue,
        };
        reader.EndList(end, left);
        return begin;
    }

    /// <summary>Writes descriptor and list.</summary>
    public void Write(ref AmqpWriter writer)
    {
        writer.Descriptor(Descriptors.Begin);
        int mark = writer.BeginShortList();
        if (RemoteChannel is { } channel)
        {
            writer.UShort(channel);
        }
        else
        {
            writer.Null();
        }
        writer.UInt(NextOutgoingId);
        writer.UInt(IncomingWindow);
        writer.UInt(OutgoingWindow);
        writer.UInt(HandleMax);
        writer.Null();
        writer.Null();
        writer.Null();
        writer.EndShortList(mark, 8);
    }
}
