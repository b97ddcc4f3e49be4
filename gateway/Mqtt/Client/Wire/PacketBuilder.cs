using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Wattline.Gateway.Mqtt.Client.Wire;

/// <summary>Gathers a packet's body, whose length must stand before it.</summary>
internal sealed class PacketBuilder
{
    private readonly ArrayBufferWriter<byte> _body = new(256);

    public int Length => _body.WrittenCount;

    public ReadOnlySpan<byte> Written => _body.WrittenSpan;

    public PacketBuilder Clear()
    {
        _body.ResetWrittenCount();
        return this;
    }

    public PacketBuilder Byte(byte value)
    {
        _body.GetSpan(1)[0] = value;
        _body.Advance(1);
        return this;
    }

    public PacketBuilder UInt16(int value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_body.GetSpan(2), (ushort)value);
        _body.Advance(2);
        return this;
    }

    public PacketBuilder UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_body.GetSpan(4), value);
        _body.Advance(4);
        return this;
    }

    public PacketBuilder Binary(ReadOnlySpan<byte> bytes)
    {
        UInt16(bytes.Length);
        _body.Write(bytes);
        return this;
    }

    public PacketBuilder Text(string text)
    {
        var bytes = Encoding.UTF8.GetByteCount(text);
        UInt16(bytes);
        Encoding.UTF8.GetBytes(text, _body.GetSpan(bytes));
        _body.Advance(bytes);
        return this;
    }

    /// <summary>Properties with their length before them.</summary>
    public PacketBuilder Properties(PacketBuilder properties)
    {
        VarInt(_body, properties.Length);
        _body.Write(properties.Written);
        return this;
    }

    /// <summary>Writes what MQTT 5 can say about a message.</summary>
    public PacketBuilder Message(MqttMessageProperties message)
    {
        if (message.PayloadIsText) Byte(MqttProperty.PayloadFormat).Byte(1);
        if (message.ExpirySeconds is { } expiry) Byte(MqttProperty.MessageExpiry).UInt32(expiry);
        if (message.ContentType is { } type) Byte(MqttProperty.ContentType).Text(type);
        if (message.ResponseTopic is { } topic) Byte(MqttProperty.ResponseTopic).Text(topic);
        if (!message.CorrelationData.IsEmpty) Byte(MqttProperty.CorrelationData).Binary(message.CorrelationData.Span);
        foreach (var user in message.User) Byte(MqttProperty.User).Text(user.Name).Text(user.Value);
        return this;
    }

    /// <summary>Writes the packet; a payload follows the body where there is one.</summary>
    public void CopyTo(IBufferWriter<byte> output, byte first, ReadOnlySpan<byte> payload = default)
    {
        output.GetSpan(1)[0] = first;
        output.Advance(1);
        VarInt(output, _body.WrittenCount + payload.Length);
        output.Write(_body.WrittenSpan);
        if (!payload.IsEmpty) output.Write(payload);
    }

    private static void VarInt(IBufferWriter<byte> output, int value)
    {
        var span = output.GetSpan(4);
        var at = 0;
        do
        {
            span[at] = (byte)((value & 0x7F) | (value > 0x7F ? 0x80 : 0));
            value >>= 7;
            at++;
        }
        while (value > 0);
        output.Advance(at);
    }
}
