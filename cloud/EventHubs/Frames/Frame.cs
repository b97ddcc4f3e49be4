using System.Buffers;
using System.Buffers.Binary;

namespace Wattline.Cloud.EventHubs.Frames;

/// <summary>A frame's header and where its body is (OASIS AMQP 1.0, 2.3).</summary>
/// <param name="Length">Bytes of the frame in all.</param>
/// <param name="BodyAt">Where the body begins: behind the header and the extended header, which is ignored.</param>
/// <param name="Type">0 AMQP, 1 SASL.</param>
/// <param name="Channel">The session's channel; without meaning in SASL.</param>
public readonly record struct Frame(int Length, int BodyAt, byte Type, ushort Channel)
{
    /// <summary>Bytes of a header.</summary>
    public const int HeaderBytes = 8;

    /// <summary>An AMQP frame.</summary>
    public const byte AmqpType = 0;

    /// <summary>A SASL frame.</summary>
    public const byte SaslType = 1;

    /// <summary>Looks at the start of the input; a length is judged before its bytes are waited for.</summary>
    public static FrameStatus TryRead(in ReadOnlySequence<byte> input, int bytesMax, out Frame frame)
    {
        frame = default;
        if (input.Length < HeaderBytes)
        {
            return FrameStatus.NeedMore;
        }
        scoped Span<byte> copy = stackalloc byte[HeaderBytes];
        scoped var header = input.FirstSpan;
        if (header.Length < HeaderBytes)
        {
            input.Slice(0, HeaderBytes).CopyTo(copy);
            header = copy;
        }
        uint size = BinaryPrimitives.ReadUInt32BigEndian(header);
        int body = header[4] * 4;
        if (size < HeaderBytes || header[4] < 2 || body > size)
        {
            return FrameStatus.Malformed;
        }
        if (size > bytesMax)
        {
            return FrameStatus.TooLarge;
        }
        frame = new Frame((int)size, body, header[5], BinaryPrimitives.ReadUInt16BigEndian(header[6..]));
        return input.Length < size ? FrameStatus.NeedMore : FrameStatus.Complete;
    }

    /// <summary>Writes a header before its body is known; <see cref="Complete"/> puts the length in.</summary>
    public static void Begin(Span<byte> at, byte type, ushort channel)
    {
        at[4] = 2;
        at[5] = type;
        BinaryPrimitives.WriteUInt16BigEndian(at[6..], channel);
    }

    /// <summary>Puts the length into a header.</summary>
    public static void Complete(Span<byte> at, int length) => BinaryPrimitives.WriteInt32BigEndian(at, length);
}
