using Wattline.Cloud.EventHubs.Types;

namespace Wattline.Cloud.EventHubs.Performatives;

/// <summary>A source or a target (OASIS AMQP 1.0, 3.5.3, 3.5.4): the fields of it that Event Hubs and its clients use.</summary>
public sealed record Terminus
{
    /// <summary>The entity; null for none.</summary>
    public string? Address { get; init; }

    /// <summary>0 none, 1 configuration, 2 unsettled state.</summary>
    public uint Durable { get; init; }

    /// <summary>Whether the peer is to make an address.</summary>
    public bool Dynamic { get; init; }

    /// <summary>Of a source: the filters under their names; null: none.</summary>
    public AmqpMap? Filter { get; init; }

    /// <summary>Whether it is a coordinator of transactions (4.5.1) or anything else that is neither source nor target.</summary>
    public bool IsForeign { get; init; }

    /// <summary>Reads the described list.</summary>
    public static Terminus Read(ref AmqpReader reader)
    {
        ulong descriptor = reader.ReadDescriptor();
        if (descriptor is not (Descriptors.Source or Descriptors.Target))
        {
            reader.Skip();
            return new Terminus { IsForeign = true };
        }
        int left = reader.ReadList(out int end);
        string? address = reader.Next(ref left) ? ReadAddress(ref reader) : null;
        uint durable = reader.Next(ref left) ? reader.ReadUInt() : 0;
        SkipNext(ref reader, ref left); // expiry-policy
        SkipNext(ref reader, ref left); // timeout
        bool dynamic = reader.Next(ref left) && reader.ReadBoolean();
        SkipNext(ref reader, ref left); // dynamic-node-properties
        AmqpMap? filter = null;
        if (descriptor == Descriptors.Source)
        {
            SkipNext(ref reader, ref left); // distribution-mode
            filter = reader.Next(ref left) ? reader.ReadMapValue() : null;
        }
        reader.EndList(end, left);
        return new Terminus { Address = address, Durable = durable, Dynamic = dynamic, Filter = filter };
    }

    /// <summary>Writes a source, or null.</summary>
    public static void WriteSource(ref AmqpWriter writer, Terminus? source) => Write(ref writer, source, Descriptors.Source);

    /// <summary>Writes a target, or null.</summary>
    public static void WriteTarget(ref AmqpWriter writer, Terminus? target) => Write(ref writer, target, Descriptors.Target);

    private static void Write(ref AmqpWriter writer, Terminus? terminus, ulong descriptor)
    {
        if (terminus is null)
        {
            writer.Null();
            return;
        }
        writer.Descriptor(descriptor);
        int mark = writer.BeginList();
        writer.StringOrNull(terminus.Address);
        writer.UInt(terminus.Durable);
        writer.Null();
        writer.Null();
        writer.Boolean(terminus.Dynamic);
        writer.Null();
        if (descriptor == Descriptors.Target)
        {
            writer.Null();
            writer.End(mark, 7);
            return;
        }
        writer.Null();
        writer.MapOrNull(terminus.Filter);
        writer.Null();
        writer.Null();
        writer.Null();
        writer.End(mark, 11);
    }

    /// <summary>An address may be of any type that the node understands (3.5.3); ours are strings, and some clients send symbols.</summary>
    private static string ReadAddress(ref AmqpReader reader) =>
        reader.Peek() == AmqpType.Symbol ? reader.ReadSymbol() : reader.ReadString();

    private static void SkipNext(ref AmqpReader reader, ref int left)
    {
        if (reader.Next(ref left))
        {
            reader.Skip();
        }
    }
}
