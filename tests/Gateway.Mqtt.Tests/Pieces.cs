using System.Buffers;

namespace Wattline.Tests.Gateway.Mqtt;

/// <summary>Bytes that lie across many buffers, as a socket leaves them.</summary>
internal sealed class Pieces : ReadOnlySequenceSegment<byte>
{
    public static ReadOnlySequence<byte> Of(byte[] bytes, int size)
    {
        var first = new Pieces { Memory = ReadOnlyMemory<byte>.Empty };
        var last = first;
        for (var at = 0; at < bytes.Length; at += size)
        {
            var next = new Pieces { Memory = bytes.AsMemory(at, Math.Min(size, bytes.Length - at)), RunningIndex = last.RunningIndex + last.Memory.Length };
            last.Next = next;
            last = next;
        }
        return new(first, 0, last, last.Memory.Length);
    }
}
