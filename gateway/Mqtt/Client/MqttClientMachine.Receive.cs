using System.Buffers;
using System.Text;
using Wattline.Gateway.Mqtt.Client.Wire;

namespace Wattline.Gateway.Mqtt.Client;

public sealed partial class MqttClientMachine
{
    private const byte ReasonProtocolError = 0x82;
    private const byte ReasonMalformed = 0x81;
    private const byte ReasonPacketTooLarge = 0x95;

    private readonly Incoming _incoming = new();
    private readonly HashSet<ushort> _exactlyOnce = [];
    private bool _windowIsFull;

    /// <summary>Messages handed over whose acknowledgement has not gone out.</summary>
    public int Unacknowledged => _incoming.Count;

    /// <summary>Takes bytes that came.</summary>
    /// <returns>Where the bytes begin that it left: half a packet, or all from a message that was not taken on.</returns>
    public SequencePosition Receive(in ReadOnlySequence<byte> input, long now)
    {
        _now = now;
        var rest = input;
        while (State is MqttClientState.Connecting or MqttClientState.Connected && !IsPaused)
        {
            switch (MqttFrame.TryRead(rest, _options.PacketBytesMax, out var frame))
            {
                case MqttFrameStatus.NeedMore:
                    return rest.Start;
                case MqttFrameStatus.TooLarge:
                    Fail(MqttClientEnd.PacketTooLarge, ReasonPacketTooLarge);
                    return input.End;
                case MqttFrameStatus.Malformed:
                    Fail(MqttClientEnd.ProtocolError, ReasonMalformed);
                    return input.End;
            }
            (_heardAt, _pinged) = (now, false);
            if (!Take(frame)) Fail(MqttClientEnd.ProtocolError, ReasonProtocolError);
            if (!IsPaused) rest = rest.Slice(frame.End);
        }
        return IsPaused ? rest.Start : input.End;
    }

    /// <summary>
    /// A message that was handed over is kept: it is acknowledged to the server once everything before it is. A number of an
    /// earlier connection does nothing, for what it names comes again.
    /// </summary>
    public void Acknowledge(long delivery, long now)
    {
        _now = now;
        if (State != MqttClientState.Connected || !_incoming.TryMark(delivery)) return;
        SendAcknowledgements();
    }

    /// <summary>The same for everything up to a number.</summary>
    public void AcknowledgeThrough(long delivery, long now)
    {
        _now = now;
        if (State != MqttClientState.Connected) return;
        _incoming.MarkThrough(delivery);
        SendAcknowledgements();
    }

    private void SendAcknowledgements()
    {
        while (_incoming.TryPop(out var packetId, out var qos))
        {
            if (qos == 2) _exactlyOnce.Add(packetId);
            SendAnswer(qos == 2 ? MqttPacket.Pubrec : MqttPacket.Puback, packetId);
        }
        if (_windowIsFull) Resume(_now);
    }

    /// <summary>Goes on after a message was not taken; the shell offers again what was left unread.</summary>
    public void Resume(long now)
    {
        if (!IsPaused) return;
        (_now, IsPaused, _windowIsFull) = (now, false, false);
        // The pause's silence was our own.
        (_heardAt, _deadline) = (now, _pinged ? now + _options.PingWithinMs : _deadline);
    }

    private bool Take(in MqttFrame frame)
    {
        var body = frame.Body.IsSingleSegment ? frame.Body.FirstSpan : frame.Body.ToArray();
        if (State == MqttClientState.Connecting) return frame.First == MqttPacket.Connack && TakeConnack(body);
        return frame.First switch
        {
            >= MqttPacket.Publish and < MqttPacket.Puback => TakePublish(frame, body),
            MqttPacket.Puback or MqttPacket.Pubrec or MqttPacket.Pubcomp or MqttPacket.Pubrel => TakeAnswer(frame.First, body),
            MqttPacket.Suback or MqttPacket.Unsuback => TakeSubscribed(frame.First, body),
            MqttPacket.Pingresp => body.IsEmpty,
            MqttPacket.Disconnect => TakeDisconnect(body),
            _ => false,
        };
    }

    private bool TakePublish(in MqttFrame frame, ReadOnlySpan<byte> body)
    {
        var fields = new FieldReader(body);
        var qos = (frame.First >> 1) & 3;
        var topic = fields.Text();
        var packetId = qos > 0 ? fields.UInt16() : (ushort)0;
        var properties = MqttMessageProperties.None;
        if (_options.Version == MqttVersion.V5 && !TryReadMessageProperties(ref fields, out properties)) return false;
        if (fields.Failed || qos == 3 || topic.IsEmpty || topic.ContainsAny((byte)'+', (byte)'#') || (qos > 0 && packetId == 0)) return false;
        if (qos == 2 && _exactlyOnce.Contains(packetId))
        {
            SendAnswer(MqttPacket.Pubrec, packetId);
            return true;
        }
        if (qos > 0 && !HasRoom()) return true;
        var number = qos > 0 ? _incoming.Push(packetId, qos) : 0;
        var taken = _events.Received(new MqttReceived
        {
            Topic = topic,
            Payload = frame.Body.Slice(body.Length - fields.Remaining),
            Qos = qos,
            Retain = (frame.First & 1) != 0,
            Duplicate = (frame.First & 8) != 0,
            Delivery = number,
            Properties = properties,
        });
        if (taken) return true;
        if (qos > 0) _incoming.PopLast();
        IsPaused = true;
        return true;
    }

    /// <summary>
    /// Beyond the window reading pauses. 3.1.1 knows no window; of v5 servers Mosquitto 2.0.11 goes beyond the one it was told after
    /// several acknowledgements in one piece, and ending the connection for it (0x93) would only bring the same again.
    /// </summary>
    private bool HasRoom()
    {
        if (_incoming.Count + _exactlyOnce.Count < _options.ReceiveMaximum || _incoming.Count == 0) return true;
        IsPaused = _windowIsFull = true;
        return false;
    }

    private static bool TryReadMessageProperties(ref FieldReader fields, out MqttMessageProperties message)
    {
        message = MqttMessageProperties.None;
        var properties = new PropertyReader(ref fields);
        List<MqttUserProperty>? user = null;
        while (properties.TryNext())
        {
            switch (properties.Id)
            {
                case MqttProperty.PayloadFormat:
                    message = message with { PayloadIsText = properties.Number == 1 };
                    break;
                case MqttProperty.MessageExpiry:
                    message = message with { ExpirySeconds = properties.Number };
                    break;
                case MqttProperty.ContentType:
                    message = message with { ContentType = Encoding.UTF8.GetString(properties.Value) };
                    break;
                case MqttProperty.ResponseTopic:
                    message = message with { ResponseTopic = Encoding.UTF8.GetString(properties.Value) };
                    break;
                case MqttProperty.CorrelationData:
                    message = message with { CorrelationData = properties.Value.ToArray() };
                    break;
                case MqttProperty.User when (user?.Count ?? 0) < MqttClientLimits.UserPropertiesMax:
                    (user ??= []).Add(new(Encoding.UTF8.GetString(properties.Value), Encoding.UTF8.GetString(properties.Second)));
                    break;
                case MqttProperty.SubscriptionId when properties.Number > 0:
                    break;
                default:
                    // No topic alias was offered (3.3.2.3.4), and the rest is no message's.
                    return false;
            }
        }
        if (user is not null) message = message with { User = user };
        return !properties.Failed;
    }

    private bool TakeDisconnect(ReadOnlySpan<byte> body)
    {
        if (_options.Version != MqttVersion.V5) return false;
        End(MqttClientEnd.ClosedByServer, body.IsEmpty ? (byte)0 : body[0]);
        return true;
    }

    private void ForgetSession() => _exactlyOnce.Clear();
}
