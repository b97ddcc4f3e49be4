using Wattline.Cloud.EventHubs.Types;

namespace Wattline.Cloud.EventHubs.Performatives;

/// <summary>Attaches a link to a session (OASIS AMQP 1.0, 2.7.3).</summary>
public sealed record Attach
{
    /// <summary>Settled by the sender before it sends (2.8.2).</summary>
    public const byte SenderSettles = 1;

    /// <summary>Either way, delivery by delivery (2.8.2).</summary>
    public const byte SenderMixes = 2;

    /// <summary>The link's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The handle that its sender uses for it.</summary>
    public uint Handle { get; init; }

    /// <summary>Whether the attach's sender receives messages.</summary>
    public bool IsReceiver { get; init; }

    /// <summary>0 unsettled, 1 settled, 2 mixed.</summary>
    public byte SndSettleMode { get; init; } = SenderMixes;

    /// <summary>0 first, 1 second.</summary>
    public byte RcvSettleMode { get; init; }

    /// <summary>Where messages come from; null in a refusal.</summary>
    public Terminus? Source { get; init; }

    /// <summary>Where messages go; null in a refusal.</summary>
    public Terminus? Target { get; init; }

    /// <summary>Of a sender: its delivery-count.</summary>
    public uint InitialDeliveryCount { get; init; }

    /// <summary>Bytes of a message that is taken; 0: any.</summary>
    public ulong MaxMessageSize { get; init; }

    /// <summary>What its sender has.</summary>
    public IReadOnlyList<string> OfferedCapabilities { get; init; } = [];

    /// <summary>What its sender would like the peer to have.</summary>
    public IReadOnlyList<string> DesiredCapabilities { get; init; } = [];

    /// <summary>Properties of the link; null: none.</summary>
    public AmqpMap? Properties { get; init; }

    /// <summary>Reads the list behind the descriptor.</summary>
    public static Attach Read(ref AmqpReader reader)
    {
        int left = reader.ReadList(out int end);
        if (left < 3)
        {
            reader.Fail(AmqpFault.FieldMissing);
        }
        var attach = new Attach
        {
            Name = reader.Next(ref left) ? reader.ReadString() : "",
            Handle = reader.Next(ref left) ? reader.ReadUInt() : 0,
            IsReceiver = reader.Next(ref left) && reader.ReadBoolean(),
            SndSettleMode = reader.Next(ref left) ? reader.ReadUByte() : SenderMixes,
            RcvSettleMode = reader.Next(ref left) ? reader.ReadUByte() : (byte)0,
            Source = reader.Next(ref left) ? Terminus.Read(ref reader) : null,
            Target = reader.Next(ref left) ? Terminus.Read(ref reader) : null,
        };
        if (reader.Next(ref left))
        {
            reader.Skip(); // unsettled: links are not resumed here
        }
        if (reader.Next(ref left))
        {
            reader.Skip(); // incomplete-unsettled
        }
        attach = attach with
        {
            InitialDeliveryCount = reader.Next(ref left) ? reader.ReadUInt() : 0,
            MaxMessageSize = reader.Next(ref left) ? reader.ReadULong() : 0,
            OfferedCapabilities = reader.Next(ref left) ? reader.ReadSymbols() : [],
            DesiredCapabilities = reader.Next(ref left) ? reader.ReadSymbols() : [],
            Properties = reader.Next(ref left) ? reader.ReadMapValue() : null,
        };
        reader.EndList(end, left);
        if (attach.SndSettleMode > 2 || attach.RcvSettleMode > 1)
        {
            reader.Fail(AmqpFault.BadChoice);
        }
        if (attach.Name.Length > AmqpLimits.LinkNameBytesMax)
        {
            reader.Fail(AmqpFault.TooMany);
        }
        return attach;
    }

    /// <summary>Writes descriptor and list.</summary>
    public void Write(ref AmqpWriter writer)
    {
        writer.Descriptor(Descriptors.Attach);
        int mark = writer.BeginList();
        writer.String(Name);
        writer.UInt(Handle);
        writer.Boolean(IsReceiver);
        writer.UByte(SndSettleMode);
        writer.UByte(RcvSettleMode);
        Terminus.WriteSource(ref writer, Source);
        Terminus.WriteTarget(ref writer, Target);
        writer.Null();
        writer.Null();
        if (IsReceiver)
        {
            writer.Null();
        }
        else
        {
            writer.UInt(InitialDeliveryCount);
        }
        if (MaxMessageSize == 0)
        {
            writer.Null();
        }
        else
        {
            writer.ULong(MaxMessageSize);
        }
        writer.Symbols(OfferedCapabilities);
        writer.Symbols(DesiredCapabilities);
        writer.Map(Properties ?? AmqpMap.Empty);
        writer.End(mark, 14);
    }
}
