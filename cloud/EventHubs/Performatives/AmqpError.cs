using Wattline.Cloud.EventHubs.Types;

namespace Wattline.Cloud.EventHubs.Performatives;

/// <summary>Why a link, a session, a connection or a delivery failed (OASIS AMQP 1.0, 2.8.14).</summary>
/// <param name="Condition">A symbol, see <see cref="ErrorCondition"/>.</param>
/// <param name="Description">For a reader; null when there is none.</param>
public sealed record AmqpError(string Condition, string? Description = null)
{
    /// <summary>Reads the described list.</summary>
    public static AmqpError? Read(ref AmqpReader reader)
    {
        if (reader.ReadDescriptor() != Descriptors.Error)
        {
            reader.Fail(AmqpFault.WrongType);
            return null;
        }
        int left = reader.ReadList(out int end);
        string condition = "";
        if (reader.Next(ref left))
        {
            condition = reader.ReadSymbol();
        }
        else
        {
            reader.Fail(AmqpFault.FieldMissing);
        }
        string? description = reader.Next(ref left) ? reader.ReadString() : null;
        reader.EndList(end, left);
        return reader.Failed ? null : new AmqpError(condition, description);
    }

    /// <summary>Writes the error, or null.</summary>
    public static void Write(ref AmqpWriter writer, AmqpError? error)
    {
        if (error is null)
        {
            writer.Null();
            return;
        }
        writer.Descriptor(Descriptors.Error);
        int mark = writer.BeginList();
        writer.Symbol(error.Condition);
        writer.StringOrNull(error.Description);
        writer.Null();
        writer.End(mark, 3);
    }

    /// <inheritdoc/>
    public override string ToString() => Description is null ? Condition : $"{Condition}: {Description}";
}
