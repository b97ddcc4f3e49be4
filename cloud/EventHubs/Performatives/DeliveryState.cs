using Wattline.Cloud.EventHubs.Types;

namespace Wattline.Cloud.EventHubs.Performatives;

/// <summary>The state of a delivery (OASIS AMQP 1.0, 3.4).</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Error">Why it was rejected, if that was said.</param>
public readonly record struct DeliveryState(Outcome Outcome, AmqpError? Error = null)
{
    /// <summary>Taken.</summary>
    public static DeliveryState Accepted => new(Outcome.Accepted);

    /// <summary>Refused.</summary>
    public static DeliveryState Rejected(AmqpError error) => new(Outcome.Rejected, error);

    /// <summary>Reads the described list.</summary>
    public static DeliveryState Read(ref AmqpReader reader)
    {
        var outcome = reader.ReadDescriptor() switch
        {
            Descriptors.Received => Outcome.Received,
            Descriptors.Accepted => Outcome.Accepted,
            Descriptors.Rejected => Outcome.Rejected,
            Descriptors.Released => Outcome.Released,
            Descriptors.Modified => Outcome.Modified,
            _ => Outcome.None,
        };
        if (outcome != Outcome.Rejected)
        {
            reader.Skip();
            return new(outcome);
        }
        int left = reader.ReadList(out int end);
        var error = reader.Next(ref left) ? AmqpError.Read(ref reader) : null;
        reader.EndList(end, left);
        return new(outcome, error);
    }

    /// <summary>Writes the described list, or null.</summary>
    public void Write(ref AmqpWriter writer)
    {
        switch (Outcome)
        {
            case Outcome.Accepted:
                Empty(ref writer, Descriptors.Accepted);
                break;
            case Outcome.Released:
                Empty(ref writer, Descriptors.Released);
                break;
            case Outcome.Rejected:
                writer.Descriptor(Descriptors.Rejected);
                int mark = writer.BeginList();
                AmqpError.Write(ref writer, Error);
                writer.End(mark, 1);
                break;
            default:
                writer.Null();
                break;
        }
    }

    private static void Empty(ref AmqpWriter writer, ulong descriptor)
    {
        writer.Descriptor(descriptor);
        int mark = writer.BeginShortList();
        writer.EndShortList(mark, 0);
    }
}
