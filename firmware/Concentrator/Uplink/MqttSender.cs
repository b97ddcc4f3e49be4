using System;
using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Uplink;

/// <summary>Makes one packet at a time and hands it to the socket as it takes it.</summary>
internal sealed class MqttSender
{
    private const int ProtocolLevel = 4; // MQTT 3.1.1, section 3.1.2.2

    // User name, password, will retained, will QoS 1, will; no clean session (section 3.1.2.3).
    private const int ConnectFlags = 0x80 | 0x40 | 0x20 | 0x08 | 0x04;

    private readonly byte[] _buffer = new byte[MqttPacket.HeaderBytesMax + UplinkLimits.PacketBytesMax];
    private int _start;
    private int _end;

    /// <summary>True when nothing waits.</summary>
    public bool IsEmpty => _start == _end;

    /// <summary>Packets are made here; a message is read in at <see cref="PayloadOffset"/>.</summary>
    public byte[] Buffer => _buffer;

    public static byte[] Ascii(string text)
    {
        byte[] bytes = new byte[text.Length];
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)text[i];
        return bytes;
    }

    /// <summary>Where the payload of a QoS 1 PUBLISH belongs, before <see cref="Publish"/>.</summary>
    public static int PayloadOffset(byte[] topic)
    {
        return MqttPacket.HeaderBytesMax + 2 + topic.Length + 2;
    }

    public void Reset()
    {
        _start = 0;
        _end = 0;
    }

    /// <summary>Hands over what waits.</summary>
    /// <returns>True when nothing waits any more.</returns>
    public bool Flush(ISocketPort socket)
    {
        while (_start < _end)
        {
            int count = socket.Write(_buffer, _start, _end - _start);
            if (count <= 0)
                return false;
            _start += count;
        }
        return true;
    }

    public void Connect(byte[] name, byte[] password, byte[] statusTopic, byte[] will, int keepAliveSeconds)
    {
        Begin();
        PutString(Ascii("MQTT"));
        _buffer[_end++] = ProtocolLevel;
        _buffer[_end++] = ConnectFlags;
        PutNumber(keepAliveSeconds);
        PutString(name);
        PutString(statusTopic);
        PutString(will);
        PutString(name);
        PutString(password);
        Finish(MqttPacket.Connect);
    }

    public void Subscribe(int id, byte[] filter)
    {
        Begin();
        PutNumber(id);
        PutString(filter);
        _buffer[_end++] = 1; // QoS
        Finish(MqttPacket.Subscribe);
    }

    public void PubAck(int id)
    {
        Begin();
        PutNumber(id);
        Finish(MqttPacket.PubAck);
    }

    public void Ping()
    {
        Begin();
        Finish(MqttPacket.PingReq);
    }

    public void Retained(int id, byte[] topic, byte[] payload)
    {
        Array.Copy(payload, 0, _buffer, PayloadOffset(topic), payload.Length);
        Publish(MqttPacket.PublishQos1 | MqttPacket.PublishRetain, id, topic, payload.Length);
    }

    /// <summary>Makes a PUBLISH around the payload that stands at <see cref="PayloadOffset"/>.</summary>
    public void Publish(int flags, int id, byte[] topic, int payload)
    {
        Begin();
        PutString(topic);
        PutNumber(id);
        _end += payload;
        Finish(MqttPacket.Publish | flags);
    }

    private void Begin()
    {
        _start = MqttPacket.HeaderBytesMax;
        _end = _start;
    }

    /// <summary>Puts the header right before the body: the length takes as few bytes as it can.</summary>
    private void Finish(int first)
    {
        int length = _end - _start;
        int bytes = length < 0x80 ? 1 : length < 0x4000 ? 2 : 3;
        _start -= bytes + 1;
        _buffer[_start] = (byte)first;
        for (int i = 1; i <= bytes; i++)
        {
            _buffer[_start + i] = (byte)(i < bytes ? (length & 0x7F) | 0x80 : length);
            length >>= 7;
        }
    }

    private void PutString(byte[] text)
    {
        PutNumber(text.Length);
        Array.Copy(text, 0, _buffer, _end, text.Length);
        _end += text.Length;
    }

    private void PutNumber(int value)
    {
        _buffer[_end++] = (byte)(value >> 8);
        _buffer[_end++] = (byte)value;
    }
}
