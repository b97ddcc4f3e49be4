using System.Security.Cryptography;

namespace Wattline.Cloud.Commands.Wire;

/// <summary>
/// A command as its device reads it (docs/uplink.md, signed commands): the exact bytes of its content are authenticated by the device's
/// own key, which gateways and brokers do not have.
/// </summary>
internal static class SignedCommand
{
    public const int CodeBytes = 32;

    /// <summary>[1, id, type, [key, signed, code]].</summary>
    public static byte[] Make(CommandOrder order, long decision, long keyNumber, ReadOnlySpan<byte> key)
    {
        var signed = Signed(order, decision);
        Span<byte> code = stackalloc byte[CodeBytes];
        HMACSHA256.HashData(key, signed, code);
        return new CborBuilder().Array(4).Number(1).Number(order.Id).Number((long)order.Kind)
            .Array(3).Number(keyNumber).Bytestring(signed).Bytestring(code).Bytes;
    }

    /// <summary>[1, concentrator, id, type, meter, decision, expires, argument].</summary>
    private static byte[] Signed(CommandOrder order, long decision)
    {
        var cbor = new CborBuilder().Array(8).Number(1).Text(order.Concentrator).Number(order.Id).Number((long)order.Kind);
        if (order.Place is { } place) cbor.Array(4).Number(place.Line).Number(place.Protocol).Text(place.Address).Number(place.Baud);
        else cbor.Null();
        return cbor.Number(decision).Number(order.ExpiresMs).Items(order.Argument).Bytes;
    }
}
