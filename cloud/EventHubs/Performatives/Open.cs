using Wattline.Cloud.EventHubs.Types;

namespace Wattline.Cloud.EventHubs.Performatives;

/// <summary>What a container says of a connection first (OASIS AMQP 1.0, 2.7.1).</summary>
public sealed record Open
{
    /// <summary>Who speaks.</summary>
    public string ContainerId { get; init; } = "";

    /// <summary>Whom it wants to reach.</summary>
    public string? Hostname { get; init; }

    /// <summary>Bytes of a frame that it takes.</summary>
    public uint MaxFrameSize { get; init; } = uint.MaxValue;

    /// <summary>The highest channel that it takes.</summary>
    public ushort ChannelMax { get; init; } = ushort.MaxValue;

    /// <summary>Milliseconds without a frame after which it gives up; 0: never.</summary>
    public uint IdleTimeOut { get; init; }

    /// <summary>What it says of itself; null: nothing.</summary>
    public AmqpMap? Properties { get; init; }

    /// <summary>Reads the list behind the descriptor.</summary>
    public static Open Read(ref AmqpReader reader)
    {
        int left = reader.ReadList(out int end);
        string container = "";
        if (reader.Next(ref left))
        {
            container = reader.ReadString();
        }
        else
        {
            reader.Fail(AmqpFault.FieldMissing);
        }
        var open = new Open
        {
            ContainerId = container,
            Hostname = reader.Next(ref left) ? reader.ReadString() : null,
            MaxFrameSize = reader.Next(ref left) ? reader.ReadUInt() : uint.MaxValue,
            ChannelMax = reader.Next(ref left) ? reader.ReadUShort() : ushort.MaxValue,
            IdleTimeOut = reader.Next(ref left) ? reader.ReadUInt() : 0,
        };
        // outgoing-locales, incoming-locales, offered-capabilities, desired-capabilities: nothing here depends on them.
        for (int i = 0; i < 4; i++)
        {
            if (reader.Next(ref left))
            {
                reader.Skip();
            }
        }
        var properties = reader.Next(ref left) ? reader.ReadMapValue() : null;
        reader.EndList(end, left);
        return open with { Properties = properties };
    }

    /// <summary>Writes descriptor and list. All fields are there: Debian's Python client reads them by position.</summary>
    public void Write(ref AmqpWriter writer)
    {
        writer.Descriptor(Descriptors.Open);
        int mark = writer.BeginList();
        writer.String(ContainerId);
        writer.StringOrNull(Hostname);
        writer.UInt(MaxFrameSize);
        writer.UShort(ChannelMax);
        if (IdleTimeOut == 0)
        {
            writer.Null();
        }
        else
        {
            writer.UInt(IdleTimeOut);
        }
        for (int i = 0; i < 4; i++)
        {
            writer.Null();
        }
        writer.Map(Properties ?? AmqpMap.Empty);
        writer.End(mark, 10);
    }
}
