using System.Text;

namespace Wattline.Cloud.EventHubs.Types;

/// <summary>Descriptors of the standard: their numbers and their symbols (OASIS AMQP 1.0, 2.7, 2.8, 3.2, 3.4, 3.5, 5.3).</summary>
public static class Descriptors
{
    /// <summary>2.7.1.</summary>
    public const ulong Open = 0x10;

    /// <summary>2.7.2.</summary>
    public const ulong Begin = 0x11;

    /// <summary>2.7.3.</summary>
    public const ulong Attach = 0x12;

    /// <summary>2.7.4.</summary>
    public const ulong Flow = 0x13;

    /// <summary>2.7.5.</summary>
    public const ulong Transfer = 0x14;

    /// <summary>2.7.6.</summary>
    public const ulong Disposition = 0x15;

    /// <summary>2.7.7.</summary>
    public const ulong Detach = 0x16;

    /// <summary>2.7.8.</summary>
    public const ulong End = 0x17;

    /// <summary>2.7.9.</summary>
    public const ulong Close = 0x18;

    /// <summary>2.8.14.</summary>
    public const ulong Error = 0x1d;

    /// <summary>3.4.1.</summary>
    public const ulong Received = 0x23;

    /// <summary>3.4.2.</summary>
    public const ulong Accepted = 0x24;

    /// <summary>3.4.3.</summary>
    public const ulong Rejected = 0x25;

    /// <summary>3.4.4.</summary>
    public const ulong Released = 0x26;

    /// <summary>3.4.5.</summary>
    public const ulong Modified = 0x27;

    /// <summary>3.5.3.</summary>
    public const ulong Source = 0x28;

    /// <summary>3.5.4.</summary>
    public const ulong Target = 0x29;

    /// <summary>5.3.3.1.</summary>
    public const ulong SaslMechanisms = 0x40;

    /// <summary>5.3.3.2.</summary>
    public const ulong SaslInit = 0x41;

    /// <summary>5.3.3.3.</summary>
    public const ulong SaslChallenge = 0x42;

    /// <summary>5.3.3.4.</summary>
    public const ulong SaslResponse = 0x43;

    /// <summary>5.3.3.6.</summary>
    public const ulong SaslOutcome = 0x44;

    /// <summary>3.2.1.</summary>
    public const ulong Header = 0x70;

    /// <summary>3.2.2.</summary>
    public const ulong DeliveryAnnotations = 0x71;

    /// <summary>3.2.3.</summary>
    public const ulong MessageAnnotations = 0x72;

    /// <summary>3.2.4.</summary>
    public const ulong Properties = 0x73;

    /// <summary>3.2.5.</summary>
    public const ulong ApplicationProperties = 0x74;

    /// <summary>3.2.6.</summary>
    public const ulong Data = 0x75;

    /// <summary>3.2.7.</summary>
    public const ulong Sequence = 0x76;

    /// <summary>3.2.8.</summary>
    public const ulong Value = 0x77;

    /// <summary>3.2.9.</summary>
    public const ulong Footer = 0x78;

    private static readonly (string Symbol, ulong Code)[] _symbols =
    [
        ("amqp:open:list", Open), ("amqp:begin:list", Begin), ("amqp:attach:list", Attach), ("amqp:flow:list", Flow),
        ("amqp:transfer:list", Transfer), ("amqp:disposition:list", Disposition), ("amqp:detach:list", Detach),
        ("amqp:end:list", End), ("amqp:close:list", Close), ("amqp:error:list", Error), ("amqp:received:list", Received),
        ("amqp:accepted:list", Accepted), ("amqp:rejected:list", Rejected), ("amqp:released:list", Released),
        ("amqp:modified:list", Modified), ("amqp:source:list", Source), ("amqp:target:list", Target),
        ("amqp:sasl-mechanisms:list", SaslMechanisms), ("amqp:sasl-init:list", SaslInit),
        ("amqp:sasl-challenge:list", SaslChallenge), ("amqp:sasl-response:list", SaslResponse),
        ("amqp:sasl-outcome:list", SaslOutcome), ("amqp:header:list", Header),
        ("amqp:delivery-annotations:map", DeliveryAnnotations), ("amqp:message-annotations:map", MessageAnnotations),
        ("amqp:properties:list", Properties), ("amqp:application-properties:map", ApplicationProperties),
        ("amqp:data:binary", Data), ("amqp:amqp-sequence:list", Sequence), ("amqp:amqp-value:*", Value), ("amqp:footer:map", Footer),
    ];

    /// <summary>The number that belongs to a symbol; 0 when there is none.</summary>
    internal static ulong OfSymbol(ReadOnlySpan<byte> symbol)
    {
        foreach (var (name, code) in _symbols)
        {
            if (Ascii.Equals(symbol, name))
            {
                return code;
            }
        }
        return 0;
    }
}
