using System.Buffers.Text;
using System.Text;

namespace Wattline.Gateway.Domain;

/// <summary>What the envelope said of a message (docs/uplink.md), and the hash of its bytes.</summary>
/// <param name="Concentrator">Who sent it.</param>
/// <param name="Epoch">The journal it was written in; nothing for SenML.</param>
/// <param name="Stream">The stream that counts it.</param>
/// <param name="Sequence">From 1; 0 for a SenML pack, which has no count and is known by its hash.</param>
/// <param name="Boot">Counts the device's starts.</param>
/// <param name="UptimeMs">Milliseconds since that start, when it was journalled.</param>
/// <param name="WallMs">Unix milliseconds at the same moment; null when the device's clock was not valid.</param>
/// <param name="Hash">XXH64 of the payload as received: same identity with another hash is a clone.</param>
public readonly record struct MessageHeader(
    ConcentratorId Concentrator, Epoch Epoch, StreamId Stream, long Sequence, long Boot, long UptimeMs, long? WallMs, ulong Hash)
{
    /// <summary>Bytes of the longest identity.</summary>
    public const int IdBytesMax = DomainLimits.NameCharsMax + 1 + Epoch.TextLength + 1 + 8 + 1 + 19;

    /// <summary>True for a SenML pack, which has neither epoch nor sequence.</summary>
    public bool IsSenml => Sequence == 0;

    /// <summary>Writes the message's identity (docs/cloudlink.md, id); false when it does not fit.</summary>
    public bool TryFormatId(Span<byte> utf8, out int written)
    {
        written = 0;
        Span<byte> text = stackalloc byte[IdBytesMax];
        var length = Encoding.ASCII.GetBytes(Concentrator.Text, text);
        if (IsSenml)
        {
            "/senml/"u8.CopyTo(text[length..]);
            length += 7;
            new Epoch(Hash).TryFormat(text[length..], out var count);
            length += count;
        }
        else
        {
            text[length++] = (byte)'/';
            Epoch.TryFormat(text[length..], out var count);
            length += count;
            text[length++] = (byte)'/';
            Stream.Utf8Name().CopyTo(text[length..]);
            length += Stream.Utf8Name().Length;
            text[length++] = (byte)'/';
            Utf8Formatter.TryFormat(Sequence, text[length..], out count);
            length += count;
        }
        if (!text[..length].TryCopyTo(utf8)) return false;
        written = length;
        return true;
    }

    /// <summary>The message's identity as text (docs/cloudlink.md, id).</summary>
    public string FormatId()
    {
        Span<byte> text = stackalloc byte[IdBytesMax];
        TryFormatId(text, out var length);
        return Encoding.ASCII.GetString(text[..length]);
    }
}
