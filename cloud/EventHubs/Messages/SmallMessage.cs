using Wattline.Cloud.EventHubs.Types;

namespace Wattline.Cloud.EventHubs.Messages;

/// <summary>A request or a reply of <c>$cbs</c> and <c>$management</c>, decoded whole.</summary>
public sealed record SmallMessage
{
    private const int OrdinaryBytes = 1_024;
    private const int BytesMax = 256 * 1_024;

    /// <summary>Its properties.</summary>
    public MessageProperties Properties { get; init; } = new();

    /// <summary>Its application properties.</summary>
    public AmqpMap Application { get; init; } = AmqpMap.Empty;

    /// <summary>The value of its body; null when the body is of another kind.</summary>
    public AmqpValue Body { get; init; }

    /// <summary>Reads a message.</summary>
    /// <returns>Why the bytes are not one.</returns>
    public static AmqpFault TryRead(ReadOnlySpan<byte> bytes, out SmallMessage message)
    {
        message = new SmallMessage();
        var fault = MessageSections.TryRead(bytes, out var sections);
        if (fault != AmqpFault.None)
        {
            return fault;
        }
        if (!sections.Properties.IsEmpty)
        {
            var reader = new AmqpReader(sections.Properties);
            message = message with { Properties = MessageProperties.Read(ref reader) };
            fault = reader.Fault;
        }
        if (!sections.ApplicationProperties.IsEmpty && fault == AmqpFault.None)
        {
            var reader = new AmqpReader(sections.ApplicationProperties);
            message = message with { Application = reader.ReadMapValue() };
            fault = reader.Fault;
        }
        if (sections.BodyKind == Descriptors.Value && fault == AmqpFault.None)
        {
            var reader = new AmqpReader(sections.Body);
            reader.ReadDescriptor();
            message = message with { Body = reader.ReadValue() };
            fault = reader.Fault;
        }
        return fault;
    }

    /// <summary>Encodes the message.</summary>
    /// <exception cref="InvalidOperationException">It has more than 256 KiB.</exception>
    public byte[] Encode()
    {
        for (int size = OrdinaryBytes; size <= BytesMax; size *= 4)
        {
            byte[] bytes = new byte[size];
            var writer = new AmqpWriter(bytes);
            Properties.Write(ref writer);
            if (Application.Count > 0)
            {
                writer.Descriptor(Descriptors.ApplicationProperties);
                writer.Map(Application);
            }
            writer.Descriptor(Descriptors.Value);
            writer.Value(Body);
            if (!writer.Overflow)
            {
                return bytes[..writer.Position];
            }
        }
        throw new InvalidOperationException("A small message is too large.");
    }
}
