using System.Buffers.Binary;
using System.IO.Compression;

namespace Wattline.Cloud.Contracts;

/// <summary>Gzip (RFC 1952) of a body, both ways. What is inflated is bounded before it is.</summary>
internal static class HubGzip
{
    /// <summary>Ten bytes of header, two of the shortest deflate stream, eight behind it (RFC 1952, 2.3).</summary>
    private const int BytesMin = 20;

    /// <summary>The body packed; null when it is no smaller for it.</summary>
    public static byte[]? Pack(ReadOnlySpan<byte> body, MemoryStream into)
    {
        into.SetLength(0);
        using (var gzip = new GZipStream(into, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(body);
        return into.Length < body.Length ? into.ToArray() : null;
    }

    /// <summary>The body as it was. Its last four bytes say how long that is (RFC 1952, 2.3.1), so no more than that is ever taken, nor room made for more.</summary>
    public static ReadOnlyMemory<byte>? Unpack(ReadOnlyMemory<byte> body, out ContractFault? fault)
    {
        fault = null;
        if (body.Length < BytesMin) return Wrong("not gzip", out fault);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(body.Span[^4..]);
        if (length > CloudLinkLimits.HubDataBytesMax) return Wrong($"inflates to more than {CloudLinkLimits.HubDataBytesMax} bytes", out fault);
        var inflated = new byte[length];
        try
        {
            using var gzip = new GZipStream(new MemoryStream(body.ToArray()), CompressionMode.Decompress);
            if (gzip.ReadAtLeast(inflated, inflated.Length, throwOnEndOfStream: false) < inflated.Length || gzip.ReadByte() >= 0)
                return Wrong("inflates to another length than it says", out fault);
            return inflated;
        }
        catch (InvalidDataException)
        {
            return Wrong("not gzip", out fault);
        }
    }

    private static ReadOnlyMemory<byte>? Wrong(string reason, out ContractFault? fault)
    {
        fault = new ContractFault("body", reason);
        return null;
    }
}
