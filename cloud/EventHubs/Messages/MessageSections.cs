using Wattline.Cloud.EventHubs.Types;

namespace Wattline.Cloud.EventHubs.Messages;

/// <summary>
/// Where the sections of a message are (OASIS AMQP 1.0, 3.2). Nothing is copied or decoded; only order and sizes are judged.
/// Each field is the section's value behind its descriptor; empty when the section is absent.
/// </summary>
public readonly ref struct MessageSections
{
    /// <summary>Of a batch: each data section is a whole message (Event Hubs).</summary>
    public const uint BatchFormat = 0x80013700;

    /// <summary>3.2.1: a list.</summary>
    public ReadOnlySpan<byte> Header { get; private init; }

    /// <summary>3.2.2: a map.</summary>
    public ReadOnlySpan<byte> DeliveryAnnotations { get; private init; }

    /// <summary>3.2.3: a map.</summary>
    public ReadOnlySpan<byte> MessageAnnotations { get; private init; }

    /// <summary>3.2.4: a list.</summary>
    public ReadOnlySpan<byte> Properties { get; private init; }

    /// <summary>3.2.5: a map.</summary>
    public ReadOnlySpan<byte> ApplicationProperties { get; private init; }

    /// <summary>The body's sections, with their descriptors.</summary>
    public ReadOnlySpan<byte> Body { get; private init; }

    /// <summary><see cref="Descriptors.Data"/>, <see cref="Descriptors.Sequence"/>, <see cref="Descriptors.Value"/>; 0: no body.</summary>
    public ulong BodyKind { get; private init; }

    /// <summary>The bare message (3.2): properties, application properties and body with their descriptors, and the footer.</summary>
    public ReadOnlySpan<byte> Bare { get; private init; }

    /// <summary>Finds the sections.</summary>
    /// <returns>Why the bytes are not a message; <see cref="AmqpFault.None"/> when they are.</returns>
    public static AmqpFault TryRead(ReadOnlySpan<byte> message, out MessageSections sections)
    {
        ReadOnlySpan<byte> header = default, delivery = default, annotations = default, properties = default, application = default;
        var reader = new AmqpReader(message);
        ulong last = 0, body = 0;
        int bare = message.Length, bodyAt = 0, bodyEnd = 0;
        sections = default;
        while (!reader.AtEnd)
        {
            int start = reader.Position;
            ulong code = reader.ReadDescriptor();
            int value = reader.Position;
            reader.Skip();
            bool repeats = code == last && (code is Descriptors.Data or Descriptors.Sequence);
            if (reader.Failed)
            {
                return reader.Fault;
            }
            if (code is < Descriptors.Header or > Descriptors.Footer || (code <= last && !repeats) || (body != 0 && !repeats && code != Descriptors.Footer))
            {
                return AmqpFault.BadSections;
            }
            last = code;
            var section = message[value..reader.Position];
            if (code >= Descriptors.Properties && start < bare)
            {
                bare = start;
            }
            switch (code)
            {
                case Descriptors.Header:
                    header = section;
                    break;
                case Descriptors.DeliveryAnnotations:
                    delivery = section;
                    break;
                case Descriptors.MessageAnnotations:
                    annotations = section;
                    break;
                case Descriptors.Properties:
                    properties = section;
                    break;
                case Descriptors.ApplicationProperties:
                    application = section;
                    break;
                case Descriptors.Footer:
                    break;
                default:
                    bodyAt = body == 0 ? start : bodyAt;
                    bodyEnd = reader.Position;
                    body = code;
                    break;
            }
        }
        if (reader.Failed)
        {
            return reader.Fault;
        }
        sections = new MessageSections
        {
            Header = header,
            DeliveryAnnotations = delivery,
            MessageAnnotations = annotations,
            Properties = properties,
            ApplicationProperties = application,
            Body = message[bodyAt..bodyEnd],
            BodyKind = body,
            Bare = message[bare..],
        };
        return AmqpFault.None;
    }

    /// <summary>Takes the next data section off a body.</summary>
    /// <param name="body">What is left of it; at first <see cref="Body"/>.</param>
    /// <param name="data">The section's bytes.</param>
    /// <returns>False at the end, and for a section that is not data.</returns>
    public static bool TryNextData(scoped ref ReadOnlySpan<byte> body, out ReadOnlySpan<byte> data)
    {
        var reader = new AmqpReader(body);
        if (body.IsEmpty || reader.ReadDescriptor() != Descriptors.Data)
        {
            data = default;
            return false;
        }
        data = reader.ReadBinary();
        body = body[(reader.Failed ? body.Length : reader.Position)..];
        return !reader.Failed;
    }
}
