using Wattline.Cloud.EventHubs.Types;

namespace Wattline.Cloud.EventHubs.Performatives;

/// <summary>Detaches a link (OASIS AMQP 1.0, 2.7.7).</summary>
/// <param name="Handle">The link.</param>
/// <param name="Closed">Whether it is over for good.</param>
/// <param name="Error">Why; null: orderly.</param>
public readonly record struct Detach(uint Handle, bool Closed, AmqpError? Error)
{
    /// <summary>Reads the list behind the descriptor.</summary>
    public static Detach Read(ref AmqpReader reader)
    {
        int left = reader.ReadList(out int end);
        if (left < 1)
        {
            reader.Fail(AmqpFault.FieldMissing);
        }
        uint handle = reader.Next(ref left) ? reader.ReadUInt() : 0;
        bool closed = reader.Next(ref left) && reader.ReadBoolean();
        var error = reader.Next(ref left) ? AmqpError.Read(ref reader) : null;
        reader.EndList(end, left);
        return new(handle, closed, error);
    }

    /// <summary>Writes descriptor and list.</summary>
    public void Write(ref AmqpWriter writer)
    {
        writer.Descriptor(Descriptors.Detach);
        int mark = writer.BeginList();
        writer.UInt(Handle);
        writer.Boolean(Closed);
        AmqpError.Write(ref writer, Error);
        writer.End(mark, 3);
    }
}
