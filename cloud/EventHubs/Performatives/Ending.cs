using Wattline.Cloud.EventHubs.Types;

namespace Wattline.Cloud.EventHubs.Performatives;

/// <summary>The end of a session or the close of a connection: both have an error and nothing else (OASIS AMQP 1.0, 2.7.8, 2.7.9).</summary>
public static class Ending
{
    /// <summary>Reads the list behind the descriptor.</summary>
    /// <returns>Why; null: orderly.</returns>
    public static AmqpError? Read(ref AmqpReader reader)
    {
        int left = reader.ReadList(out int end);
        var error = reader.Next(ref left) ? AmqpError.Read(ref reader) : null;
        reader.EndList(end, left);
        return error;
    }

    /// <summary>Writes descriptor and list.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="descriptor"><see cref="Descriptors.End"/> or <see cref="Descriptors.Close"/>.</param>
    /// <param name="error">Why; null: orderly.</param>
    public static void Write(ref AmqpWriter writer, ulong descriptor, AmqpError? error)
    {
        writer.Descriptor(descriptor);
        int mark = writer.BeginList();
        AmqpError.Write(ref writer, error);
        writer.End(mark, 1);
    }
}
