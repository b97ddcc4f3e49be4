namespace Wattline.Gateway.Mqtt.Client.Wire;

/// <summary>Walks through the properties of a v5 packet (2.2.2). One that may come once and comes twice fails (2.2.2.2).</summary>
internal ref struct PropertyReader
{
    private FieldReader _fields;
    private ulong _seen;

    /// <summary>Takes length and properties off a packet.</summary>
    public PropertyReader(scoped ref FieldReader packet)
    {
        var length = packet.VarInt();
        _fields = new FieldReader(Detach(ref packet, length));
    }

    public readonly bool Failed => _fields.Failed;

    public byte Id { get; private set; }

    /// <summary>The value, where it is a number.</summary>
    public uint Number { get; private set; }

    /// <summary>The value, where it is text or binary; a user property's name.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>A user property's value.</summary>
    public ReadOnlySpan<byte> Second { get; private set; }

    public bool TryNext()
    {
        if (_fields.Failed || _fields.Remaining == 0) return false;
        Id = _fields.Byte();
        if (Id is > 0x3F || (Id is not (MqttProperty.User or MqttProperty.SubscriptionId) && (_seen & (1UL << Id)) != 0))
        {
            _fields.Fail();
            return false;
        }
        _seen |= 1UL << Id;
        switch (Id)
        {
            case MqttProperty.PayloadFormat or MqttProperty.MaximumQos or MqttProperty.RetainAvailable or MqttProperty.WildcardAvailable
                or MqttProperty.SubscriptionIdAvailable or MqttProperty.SharedAvailable:
                Number = _fields.Byte();
                if (Number > 1) _fields.Fail();
                break;
            case MqttProperty.ServerKeepAlive or MqttProperty.ReceiveMaximum or MqttProperty.TopicAliasMaximum or MqttProperty.TopicAlias:
                Number = _fields.UInt16();
                break;
            case MqttProperty.MessageExpiry or MqttProperty.SessionExpiry or MqttProperty.WillDelay or MqttProperty.MaximumPacketSize:
                Number = _fields.UInt32();
                break;
            case MqttProperty.SubscriptionId:
                Number = (uint)_fields.VarInt();
                break;
            case MqttProperty.CorrelationData or MqttProperty.AuthenticationData:
                Value = _fields.Binary();
                break;
            case MqttProperty.ContentType or MqttProperty.ResponseTopic or MqttProperty.AssignedClientId or MqttProperty.AuthenticationMethod
                or MqttProperty.ResponseInformation or MqttProperty.ServerReference or MqttProperty.ReasonString:
                Value = _fields.Text();
                break;
            case MqttProperty.User:
                Value = _fields.Text();
                Second = _fields.Text();
                break;
            default:
                _fields.Fail();
                break;
        }
        return !_fields.Failed;
    }

    private static ReadOnlySpan<byte> Detach(scoped ref FieldReader packet, int length) => packet.Take(length);
}
