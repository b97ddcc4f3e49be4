using Wattline.Cloud.EventHubs.Types;

namespace Wattline.Cloud.EventHubs.Performatives;

/// <summary>Frames of the security layer (OASIS AMQP 1.0, 5.3.3).</summary>
internal static class Sasl
{
    public static void WriteMechanisms(ref AmqpWriter writer, IReadOnlyList<string> mechanisms)
    {
        writer.Descriptor(Descriptors.SaslMechanisms);
        int mark = writer.BeginList();
        writer.Symbols(mechanisms);
        writer.End(mark, 1);
    }

    public static IReadOnlyList<string> ReadMechanisms(ref AmqpReader reader)
    {
        int left = reader.ReadList(out int end);
        var mechanisms = reader.Next(ref left) ? reader.ReadSymbols() : [];
        reader.EndList(end, left);
        return mechanisms;
    }

    public static void WriteInit(ref AmqpWriter writer, string mechanism, ReadOnlySpan<byte> response, string? hostname)
    {
        writer.Descriptor(Descriptors.SaslInit);
        int mark = writer.BeginList();
        writer.Symbol(mechanism);
        writer.Binary(response);
        writer.StringOrNull(hostname);
        writer.End(mark, 3);
    }

    public static string ReadInit(ref AmqpReader reader, out ReadOnlySpan<byte> response)
    {
        int left = reader.ReadList(out int end);
        if (left < 1)
        {
            reader.Fail(AmqpFault.FieldMissing);
        }
        string mechanism = reader.Next(ref left) ? reader.ReadSymbol() : "";
        response = reader.Next(ref left) ? reader.ReadBinary() : default;
        reader.EndList(end, left);
        return mechanism;
    }

    public static void WriteOutcome(ref AmqpWriter writer, byte code)
    {
        writer.Descriptor(Descriptors.SaslOutcome);
        int mark = writer.BeginShortList();
        writer.UByte(code);
        writer.Null();
        writer.EndShortList(mark, 2);
    }

    public static byte ReadOutcome(ref AmqpReader reader)
    {
        int left = reader.ReadList(out int end);
        if (left < 1)
        {
            reader.Fail(AmqpFault.FieldMissing);
        }
        byte code = reader.Next(ref left) ? reader.ReadUByte() : byte.MaxValue;
        reader.EndList(end, left);
        return code;
    }
}
