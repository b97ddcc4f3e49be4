using System.Text;
using Wattline.Gateway.Mqtt.Client.Wire;

namespace Wattline.Gateway.Mqtt.Client;

public sealed partial class MqttClientMachine
{
    private const byte ReasonRetainNotSupported = 0x9A;
    private const byte ReasonQosNotSupported = 0x9B;
    private const int RemainingLengthMax = 268_435_455;

    private readonly Dictionary<ushort, Outgoing> _byId = [];
    private readonly Dictionary<ushort, SubscribeRequest> _requests = [];
    private Queue<Outgoing> _waiting = [];
    private int _queued;
    private long _queuedBytes;
    private int _underWay;
    private ushort _lastId;

    /// <summary>QoS 1 and 2 messages that the server does not have for certain.</summary>
    public int Queued => _queued;

    private int Window => Math.Min(_options.InFlightMax, _serverReceiveMaximum);

    /// <summary>Publishes. With QoS 1 and 2 the message is kept until the server has it, and <see cref="IMqttClientEvents.Completed"/> tells.</summary>
    /// <param name="message">What.</param>
    /// <param name="now">Milliseconds.</param>
    /// <param name="token">Names it to <see cref="IMqttClientEvents.Completed"/>; 0 unless it was queued.</param>
    /// <returns>Queued (QoS 1 and 2) or Sent (QoS 0); TooLarge, Full, NotConnected, Stopped or Refused took nothing.</returns>
    /// <exception cref="ArgumentException">The topic is no topic name, or the QoS none.</exception>
    public MqttPublishOutcome TryPublish(MqttMessage message, long now, out long token)
    {
        ArgumentNullException.ThrowIfNull(message);
        (_now, token) = (now, 0);
        CheckTopic(message.Topic);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)message.Qos, 2u);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(message.Properties.CorrelationData.Length, MqttClientLimits.TextBytesMax);
        if (_stopping) return MqttPublishOutcome.Stopped;
        if (State == MqttClientState.Connected && Forbidden(message) is var (outcome, _) and not (MqttPublishOutcome.None, _)) return outcome;
        if (message.Qos == 0)
        {
            if (State != MqttClientState.Connected) return MqttPublishOutcome.NotConnected;
            if (_output.WrittenCount > _options.UnsentBytesMax) return MqttPublishOutcome.Full;
            SendPublish(message, 0, duplicate: false);
            return MqttPublishOutcome.Sent;
        }
        if (_queued >= _options.QueuedMax || (_queued > 0 && _queuedBytes + message.Payload.Length > _options.QueuedBytesMax)) return MqttPublishOutcome.Full;
        token = ++_tokens;
        _waiting.Enqueue(new Outgoing(token, message));
        _queued++;
        _queuedBytes += message.Payload.Length;
        SendWaiting();
        return MqttPublishOutcome.Queued;
    }

    private (MqttPublishOutcome Outcome, byte Reason) Forbidden(MqttMessage message)
    {
        // The head of a packet: fixed header, topic, identifier, and each property with its lengths.
        var properties = message.Properties;
        long bytes = 16 + Encoding.UTF8.GetByteCount(message.Topic) + message.Payload.Length;
        if (_options.Version == MqttVersion.V5)
            bytes += 24L + Bytes(properties.ContentType) + Bytes(properties.ResponseTopic) + properties.CorrelationData.Length
                + properties.User.Sum(static user => 5L + Bytes(user.Name) + Bytes(user.Value));
        if (bytes > Math.Min(RemainingLengthMax, _serverPacketBytesMax)) return (MqttPublishOutcome.TooLarge, ReasonPacketTooLarge);
        if (message.Qos > _serverQosMax) return (MqttPublishOutcome.Refused, ReasonQosNotSupported);
        return message.Retain && !_serverRetains ? (MqttPublishOutcome.Refused, ReasonRetainNotSupported) : default;

        static int Bytes(string? text) => text is null ? 0 : Encoding.UTF8.GetByteCount(text);
    }

    private void SendWaiting()
    {
        while (State == MqttClientState.Connected && _underWay < Window && _waiting.TryPeek(out var next))
        {
            if (Forbidden(next.Message) is var (outcome, reason) and not (MqttPublishOutcome.None, _))
            {
                _waiting.Dequeue();
                Complete(next, outcome, reason);
                continue;
            }
            if (next.PacketId == 0)
            {
                if (!TryTakeId(out var id)) return;
                next.PacketId = id;
                _byId.Add(id, next);
            }
            _waiting.Dequeue();
            next.IsUnderWay = true;
            _underWay++;
            if (next.IsReceived) SendAnswer(MqttPacket.Pubrel, next.PacketId);
            else SendPublish(next.Message, next.PacketId, next.WasSent);
            next.WasSent = true;
        }
    }

    private void SendPublish(MqttMessage message, ushort packetId, bool duplicate)
    {
        _packet.Clear().Text(message.Topic);
        if (packetId != 0) _packet.UInt16(packetId);
        if (_options.Version == MqttVersion.V5) _packet.Properties(_properties.Clear().Message(message.Properties));
        Send((byte)(MqttPacket.Publish | (duplicate ? 8 : 0) | (message.Qos << 1) | (message.Retain ? 1 : 0)), message.Payload.Span);
    }

    /// <summary>PUBACK, PUBREC, PUBCOMP for what we sent; PUBREL for what we received.</summary>
    private bool TakeAnswer(byte first, ReadOnlySpan<byte> body)
    {
        var fields = new FieldReader(body);
        var packetId = fields.UInt16();
        var reason = _options.Version == MqttVersion.V5 && fields.Remaining > 0 ? fields.Byte() : (byte)0;
        if (_options.Version == MqttVersion.V5 && fields.Remaining > 0)
        {
            var properties = new PropertyReader(ref fields);
            while (properties.TryNext())
                if (properties.Id is not (MqttProperty.ReasonString or MqttProperty.User)) return false;
            if (properties.Failed) return false;
        }
        if (fields.Failed || fields.Remaining > 0 || packetId == 0) return false;
        if (first == MqttPacket.Pubrel)
        {
            _exactlyOnce.Remove(packetId);
            SendAnswer(MqttPacket.Pubcomp, packetId);
            return true;
        }
        // An answer to nothing is a late one of an earlier connection's.
        if (!_byId.TryGetValue(packetId, out var outgoing) || !outgoing.IsUnderWay || (first == MqttPacket.Puback) != (outgoing.Message.Qos == 1))
        {
            if (first == MqttPacket.Pubrec && reason < 0x80) SendAnswer(MqttPacket.Pubrel, packetId);
            return true;
        }
        if (first == MqttPacket.Pubrec && reason < 0x80)
        {
            outgoing.IsReceived = true;
            SendAnswer(MqttPacket.Pubrel, packetId);
            return true;
        }
        _byId.Remove(packetId);
        _underWay--;
        // PUBCOMP's only other code says that the server had forgotten the identifier: it had the message.
        Complete(outgoing, first != MqttPacket.Pubcomp && reason >= 0x80 ? MqttPublishOutcome.Refused : MqttPublishOutcome.Sent, reason);
        SendWaiting();
        return true;
    }

    /// <summary>At the begin of a connection: what was under way comes first again, in the order of old (4.4, 4.6).</summary>
    private void Requeue(bool sessionPresent)
    {
        var again = _byId.Values.OrderBy(static outgoing => outgoing.Token).ToList();
        _underWay = 0;
        var waiting = new Queue<Outgoing>();
        foreach (var outgoing in again)
        {
            outgoing.IsUnderWay = false;
            if (!sessionPresent && outgoing.IsReceived)
            {
                // PUBREC made it the server's (4.3.3); there is nobody left to release it to.
                _byId.Remove(outgoing.PacketId);
                Complete(outgoing, MqttPublishOutcome.Sent, 0);
                continue;
            }
            outgoing.WasSent &= sessionPresent;
            waiting.Enqueue(outgoing);
        }
        foreach (var outgoing in _waiting.Where(static outgoing => outgoing.PacketId == 0)) waiting.Enqueue(outgoing);
        _waiting = waiting;
    }

    private void AbandonOutgoing()
    {
        var left = _byId.Values.Concat(_waiting.Where(static outgoing => outgoing.PacketId == 0)).ToList();
        _byId.Clear();
        _waiting.Clear();
        foreach (var outgoing in left) Complete(outgoing, MqttPublishOutcome.Stopped, 0);
    }

    private void Complete(Outgoing outgoing, MqttPublishOutcome outcome, byte reason)
    {
        _queued--;
        _queuedBytes -= outgoing.Message.Payload.Length;
        _events.Completed(outgoing.Token, outcome, reason);
    }

    private bool TryTakeId(out ushort id)
    {
        for (var tries = 0; tries < ushort.MaxValue; tries++)
        {
            if (++_lastId == 0) _lastId = 1;
            id = _lastId;
            if (!_byId.ContainsKey(id) && !_requests.ContainsKey(id)) return true;
        }
        id = 0;
        return false;
    }

    private static void CheckTopic(string topic)
    {
        if (topic.Length == 0 || topic.AsSpan().ContainsAny('+', '#', '\0') || Encoding.UTF8.GetByteCount(topic) > MqttClientLimits.TextBytesMax)
            throw new ArgumentException($"\"{topic}\" is no topic name.", nameof(topic));
    }
}
