using System.Buffers;

namespace Wattline.Gateway.Mqtt.Client.Wire;

/// <summary>A packet cut out of the stream.</summary>
/// <param name="First">Type and flags.</param>
/// <param name="Body">What follows the remaining length.</param>
/// <param name="End">Where the next packet begins.</param>
internal readonly record struct MqttFrame(byte First, ReadOnlySequence<byte> Body, SequencePosition End)
{
    private const int LengthBytesMax = 4;

    /// <summary>Takes the first packet of the input; its length is judged before the rest is waited for (2.1.4).</summary>
    public static MqttFrameStatus TryRead(in ReadOnlySequence<byte> input, int bytesMax, out MqttFrame frame)
    {
        frame = default;
        var reader = new SequenceReader<byte>(input);
        if (!reader.TryRead(out var first)) return MqttFrameStatus.NeedMore;
        var length = 0;
        for (var i = 0; i < LengthBytesMax; i++)
        {
            if (!reader.TryRead(out var part)) return MqttFrameStatus.NeedMore;
            length |= (part & 0x7F) << (7 * i);
            if (part >= 0x80) continue;
            if (i > 0 && part == 0) return MqttFrameStatus.Malformed;
            if (reader.Consumed + length > bytesMax) return MqttFrameStatus.TooLarge;
            if (reader.Remaining < length) return MqttFrameStatus.NeedMore;
            var body = input.Slice(reader.Position, length);
            frame = new(first, body, body.End);
            return MqttFrameStatus.Complete;
        }
        return MqttFrameStatus.Malformed;
    }
}
