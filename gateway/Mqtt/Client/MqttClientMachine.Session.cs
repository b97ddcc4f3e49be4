using System.Text;
using Wattline.Gateway.Mqtt.Client.Wire;

namespace Wattline.Gateway.Mqtt.Client;

public sealed partial class MqttClientMachine
{
    private bool _subscribedOnce;
    private int _serverPacketBytesMax = int.MaxValue;
    private int _serverReceiveMaximum = ushort.MaxValue;
    private int _serverQosMax = 2;
    private bool _serverRetains = true;

    /// <summary>The id that the server gave to a client that had none; else the options'.</summary>
    public string ClientId { get; private set; } = "";

    private void SendConnect()
    {
        var (v5, will) = (_options.Version == MqttVersion.V5, _options.Will);
        _packet.Clear().Text("MQTT").Byte((byte)_options.Version).Byte((byte)(
            (_options.CleanStart ? 0x02 : 0)
            | (will is null ? 0 : 0x04 | (will.Message.Qos << 3) | (will.Message.Retain ? 0x20 : 0))
            | (_options.Password.IsEmpty ? 0 : 0x40)
            | (_options.User is null ? 0 : 0x80))).UInt16(_options.KeepAliveSeconds);
        if (v5)
        {
            _properties.Clear().Byte(MqttProperty.ReceiveMaximum).UInt16(_options.ReceiveMaximum)
                .Byte(MqttProperty.MaximumPacketSize).UInt32((uint)_options.PacketBytesMax);
            if (_options.SessionExpirySeconds > 0) _properties.Byte(MqttProperty.SessionExpiry).UInt32(_options.SessionExpirySeconds);
            _packet.Properties(_properties);
        }
        _packet.Text(_options.ClientId);
        if (will is not null)
        {
            if (v5)
            {
                _properties.Clear();
                if (will.DelaySeconds > 0) _properties.Byte(MqttProperty.WillDelay).UInt32(will.DelaySeconds);
                _packet.Properties(_properties.Message(will.Message.Properties));
            }
            _packet.Text(will.Message.Topic).Binary(will.Message.Payload.Span);
        }
        if (_options.User is { } user) _packet.Text(user);
        if (!_options.Password.IsEmpty) _packet.Binary(_options.Password.Span);
        Send(MqttPacket.Connect, default);
    }

    private bool TakeConnack(ReadOnlySpan<byte> body)
    {
        var fields = new FieldReader(body);
        var (flags, code) = (fields.Byte(), fields.Byte());
        var keepAlive = _options.KeepAliveSeconds;
        (ClientId, _serverPacketBytesMax, _serverReceiveMaximum, _serverQosMax, _serverRetains) =
            (_options.ClientId, int.MaxValue, ushort.MaxValue, 2, true);
        if (_options.Version == MqttVersion.V5 && !TakeLimits(ref fields, ref keepAlive)) return false;
        // A refusal without properties comes from servers that do not know version 5.
        if (fields.Failed || fields.Remaining > 0 || flags > 1 || (flags == 1 && (code != 0 || _options.CleanStart))) return false;
        if (code != 0)
        {
            End(MqttClientEnd.Refused, code);
            return true;
        }
        State = MqttClientState.Connected;
        (_connectedAt, _keepAliveMs, _pinged) = (_now, keepAlive * 1_000L, false);
        var present = flags == 1;
        if (!present) ForgetSession();
        Requeue(present);
        if (!present || !_subscribedOnce) Resubscribe();
        SendUnsubscriptions();
        _subscribedOnce = true;
        _events.Connected(present);
        SendWaiting();
        return true;
    }

    private bool TakeLimits(ref FieldReader fields, ref int keepAlive)
    {
        if (fields.Remaining == 0) return true;
        var properties = new PropertyReader(ref fields);
        while (properties.TryNext())
        {
            switch (properties.Id)
            {
                case MqttProperty.ReceiveMaximum when properties.Number > 0:
                    _serverReceiveMaximum = (int)properties.Number;
                    break;
                case MqttProperty.MaximumPacketSize when properties.Number > 0:
                    _serverPacketBytesMax = (int)Math.Min(int.MaxValue, properties.Number);
                    break;
                case MqttProperty.MaximumQos:
                    _serverQosMax = (int)properties.Number;
                    break;
                case MqttProperty.RetainAvailable:
                    _serverRetains = properties.Number == 1;
                    break;
                case MqttProperty.ServerKeepAlive:
                    keepAlive = (int)properties.Number;
                    break;
                case MqttProperty.AssignedClientId:
                    ClientId = Encoding.UTF8.GetString(properties.Value);
                    break;
                case MqttProperty.SessionExpiry or MqttProperty.TopicAliasMaximum or MqttProperty.ReasonString or MqttProperty.User
                    or MqttProperty.WildcardAvailable or MqttProperty.SubscriptionIdAvailable or MqttProperty.SharedAvailable
                    or MqttProperty.ResponseInformation or MqttProperty.ServerReference:
                    break;
                default:
                    return false;
            }
        }
        return !properties.Failed;
    }
}
