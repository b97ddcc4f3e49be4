using System.Buffers;

namespace Wattline.Gateway.Mqtt;

/// <summary>A control packet cut out of the stream: its first byte, its body, and its whole length in bytes.</summary>
internal readonly record struct Frame(byte First, ReadOnlySequence<byte> Body, long Length)
{
    /// <summary>A type, four bits of flags, and a remaining length of one to four bytes (2.2).</summary>
    private const int HeaderBytesMax = 5;

    public PacketType Type => (PacketType)(First >> 4);

    public int Flags => First & 0x0F;

    /// <summary>Takes the first packet of the input. The length is judged before the rest is waited for.</summary>
    public static FrameStatus TryRead(in ReadOnlySequence<byte> input, int bytesMax, out Frame frame)
    {
        frame = default;
        scoped var header = input.FirstSpan;
        Span<byte> copy = stackalloc byte[HeaderBytesMax];
        if (header.Length < HeaderBytesMax && header.Length < input.Length)
        {
            var start = input.Slice(0, Math.Min(HeaderBytesMax, input.Length));
            start.CopyTo(copy);
            header = copy[..(int)start.Length];
        }
        var remaining = 0;
        for (var i = 1; i < HeaderBytesMax; i++)
        {
            if (i >= header.Length)
            {
                return FrameStatus.NeedMore;
            }
            remaining |= (header[i] & 0x7F) << (7 * (i - 1));
            if (header[i] < 0x80)
            {
                if (i > 1 && header[i] == 0)
                {
                    return FrameStatus.BadRemainingLength;
                }
                var length = 1L + i + remaining;
                if (length > bytesMax)
                {
                    return FrameStatus.TooLarge;
                }
                if (input.Length < length)
                {
                    return FrameStatus.NeedMore;
                }
                frame = new(header[0], input.Slice(1 + i, remaining), length);
                return FrameStatus.Complete;
            }
        }
        return FrameStatus.BadRemainingLength;
    }
}
