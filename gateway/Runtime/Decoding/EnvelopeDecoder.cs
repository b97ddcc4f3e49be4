using Wattline.Gateway.Domain;
using Wattline.Gateway.Runtime.Cbor;
using Wattline.Gateway.Runtime.Quarantine;

namespace Wattline.Gateway.Runtime.Decoding;

/// <summary>Reads the envelope (docs/uplink.md): [1, epoch, stream, sequence, boot, uptime, wall, body].</summary>
internal static class EnvelopeDecoder
{
    private const int Version = 1;
    private const int Fields = 8;

    /// <summary>
    /// Reads up to the body, which the reader then stands at. An envelope that can be read has a header whatever is behind it: a message that is
    /// too long or broken further on is named to the cloud, which would ask for it for ever.
    /// </summary>
    public static QuarantineReason Decode(ref CborReader cbor, ReadOnlySpan<byte> payload, ConcentratorId concentrator, StreamId stream, out MessageHeader header)
    {
        var reason = DecodeEnvelope(ref cbor, payload, concentrator, stream, out header);
        return payload.Length > RuntimeLimits.MessageBytesMax ? QuarantineReason.TooLong
            : !IsWellFormed(payload) ? QuarantineReason.NotCbor
            : reason;
    }

    private static QuarantineReason DecodeEnvelope(ref CborReader cbor, ReadOnlySpan<byte> payload, ConcentratorId concentrator, StreamId stream, out MessageHeader header)
    {
        header = default;
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
