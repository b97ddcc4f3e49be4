using Wattline.Gateway.Domain;
using Wattline.Gateway.Runtime.Cbor;
using Wattline.Gateway.Runtime.Quarantine;

namespace Wattline.Gateway.Runtime.Decoding;

/// <summary>Reads the envelope (docs/uplink.md): [1, epoch, stream, sequence, boot, uptime, wall, body].</summary>
internal static class EnvelopeDecoder
{
    private const int Version = 1;
    private const int Fields = 8;

    /// <summary>Reads up to the body, which the reader then stands at.</summary>
    public static QuarantineReason Decode(ref CborReader cbor, ReadOnlySpan<byte> payload, ConcentratorId concentrator, StreamId stream, out MessageHeader header)
    {
        header = default;
        if (payload.Length > RuntimeLimits.MessageBytesMax) return QuarantineReason.TooLong;
        if (!IsWellFormed(payload)) return QuarantineReason.NotCbor;
        if (!cbor.ReadArray(out var fields) || !cbor.ReadUnsigned(out var version)) return QuarantineReason.BadEnvelope;
        if (version != Version) return QuarantineReason.WrongVersion;
        if (fields != Fields
            || !cbor.ReadUnsigned(out var epoch) || !cbor.ReadCount(out var number) || !cbor.ReadCount(out var sequence)
            || !cbor.ReadCount(out var boot) || !cbor.ReadCount(out var uptime) || !cbor.ReadIntegerOrNull(out var wall)
            || sequence == 0) return QuarantineReason.BadEnvelope;
        if (number != (long)stream) return QuarantineReason.StreamMismatch;
        header = new MessageHeader(concentrator, new Epoch(epoch), stream, sequence, boot, uptime, wall, Xxh64.Hash(payload));
        return QuarantineReason.None;
    }

    private static bool IsWellFormed(ReadOnlySpan<byte> payload)
    {
        var cbor = new CborReader(payload);
        return cbor.Skip() && cbor.AtEnd;
    }
}
