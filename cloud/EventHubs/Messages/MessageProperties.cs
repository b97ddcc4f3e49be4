using Wattline.Cloud.EventHubs.Types;

namespace Wattline.Cloud.EventHubs.Messages;

/// <summary>A message's properties (OASIS AMQP 1.0, 3.2.4): those that a request, its reply and an event use.</summary>
public sealed record MessageProperties
{
    /// <summary>Names the message: a ulong, a uuid, a binary or a string.</summary>
    public AmqpValue MessageId { get; init; }

    /// <summary>The node that it goes to.</summary>
    public string? To { get; init; }

    /// <summary>What it is about.</summary>
    public string? Subject { get; init; }

    /// <summary>The node that a reply goes to.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>The message that it answers, or what it belongs to.</summary>
    public AmqpValue CorrelationId { get; init; }

    /// <summary>RFC 2046 type of the body.</summary>
    public string? ContentType { get; init; }

    /// <summary>RFC 2616 coding of the body, gzip for instance.</summary>
    public string? ContentEncoding { get; init; }

    /// <summary>Reads the section's list.</summary>
    public static MessageProperties Read(ref AmqpReader reader)
    {
        int left = reader.ReadList(out int end);
        var id = reader.Next(ref left) ? reader.ReadValue() : default;
        if (reader.Next(ref left))
        {
            reader.Skip(); // user-id
        }
        var properties = new MessageProperties
        {
            MessageId = id,
            To = reader.Next(ref left) ? ReadAddress(ref reader) : null,
            Subject = reader.Next(ref left) ? reader.ReadString() : null,
            ReplyTo = reader.Next(ref left) ? ReadAddress(ref reader) : null,
            CorrelationId = reader.Next(ref left) ? reader.ReadValue() : default,
            ContentType = reader.Next(ref left) ? ReadSymbolOrString(ref reader) : null,
            ContentEncoding = reader.Next(ref left) ? ReadSymbolOrString(ref reader) : null,
        };
        reader.EndList(end, left);
        return properties;
    }

    /// <summary>Writes the section.</summary>
    public void Write(ref AmqpWriter writer)
    {
        writer.Descriptor(Descriptors.Properties);
        int mark = writer.BeginList();
        writer.Value(MessageId);
        writer.Null();
        writer.StringOrNull(To);
        writer.StringOrNull(Subject);
        writer.StringOrNull(ReplyTo);
        writer.Value(CorrelationId);
        writer.SymbolOrNull(ContentType);
        writer.SymbolOrNull(ContentEncoding);
        writer.End(mark, 8);
    }

    private static string? ReadAddress(ref AmqpReader reader) => reader.ReadValue().Text;

    /// <summary>Symbols by the standard; older clients send strings.</summary>
    private static string? ReadSymbolOrString(ref AmqpReader reader) => reader.ReadValue().Text;
}
