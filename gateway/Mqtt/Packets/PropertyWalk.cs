namespace Wattline.Gateway.Mqtt;

/// <summary>
/// Walks through the properties of a packet (MQTT 5, 2.2.2), strictly: an identifier that the packet may not hold, one that
/// comes twice, or a value outside its range ends the walk with a fault.
/// </summary>
internal ref struct PropertyWalk(ReadOnlySpan<byte> block, ulong allowed)
{
    private PacketCursor _cursor = new(block);
    private ulong _seen;

    public PropertyId Id { get; private set; }

    /// <summary>The value of a number.</summary>
    public uint Number { get; private set; }

    /// <summary>The value of a text or of binary data; of a pair its second part.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Identifier and value as they came.</summary>
    public ReadOnlySpan<byte> Raw { get; private set; }

    /// <summary>Why <see cref="Next"/> ended before the end of the block.</summary>
    public CloseReason Fault { get; private set; }

    /// <summary>Identifiers seen, one bit for each.</summary>
    public readonly ulong Seen => _seen;

    /// <summary>Goes to the next property. False: the end, or a fault.</summary>
    public bool Next()
    {
        if (_cursor.AtEnd || Fault != CloseReason.None)
        {
            return false;
        }
        var start = _cursor.Rest;
        // Identifiers above 127 would take more bytes, but there are none.
        _cursor.TryByte(out var id);
        var form = FormOf((PropertyId)id);
        if (form == PropertyForm.None || (allowed & (1UL << id)) == 0)
        {
            Fault = CloseReason.BadProperty;
            return false;
        }
        if ((_seen & (1UL << id)) != 0 && id != (byte)PropertyId.UserProperty)
        {
            Fault = CloseReason.DuplicateProperty;
            return false;
        }
        _seen |= 1UL << id;
        Id = (PropertyId)id;
        Fault = ReadValue(form);
        if (Fault == CloseReason.None)
        {
            Fault = CheckRange();
        }
        Raw = start[..(start.Length - _cursor.Rest.Length)];
        return Fault == CloseReason.None;
    }

    private static PropertyForm FormOf(PropertyId id) => id switch
    {
        PropertyId.PayloadFormat or PropertyId.RequestProblemInformation or PropertyId.RequestResponseInformation
            or PropertyId.MaximumQos or PropertyId.RetainAvailable or PropertyId.WildcardAvailable
            or PropertyId.SubscriptionIdAvailable or PropertyId.SharedAvailable => PropertyForm.Byte,
        PropertyId.ServerKeepAlive or PropertyId.ReceiveMaximum or PropertyId.TopicAliasMaximum
            or PropertyId.TopicAlias => PropertyForm.UInt16,
        PropertyId.MessageExpiry or PropertyId.SessionExpiry or PropertyId.WillDelay
            or PropertyId.MaximumPacketSize => PropertyForm.UInt32,
        PropertyId.SubscriptionId => PropertyForm.VarInt,
        PropertyId.ContentType or PropertyId.ResponseTopic or PropertyId.AssignedClientId or PropertyId.AuthenticationMethod
            or PropertyId.ResponseInformation or PropertyId.ServerReference or PropertyId.ReasonString => PropertyForm.Text,
        PropertyId.CorrelationData or PropertyId.AuthenticationData => PropertyForm.Binary,
        PropertyId.UserProperty => PropertyForm.TextPair,
        _ => PropertyForm.None,
    };

    private CloseReason ReadValue(PropertyForm form)
    {
        switch (form)
        {
            case PropertyForm.Byte:
                var one = _cursor.TryByte(out var b);
                Number = b;
                return one ? CloseReason.None : CloseReason.BadPacketLength;
            case PropertyForm.UInt16:
                var two = _cursor.TryUInt16(out var s);
                Number = s;
                return two ? CloseReason.None : CloseReason.BadPacketLength;
            case PropertyForm.UInt32:
                var four = _cursor.TryUInt32(out var n);
                Number = n;
                return four ? CloseReason.None : CloseReason.BadPacketLength;
            case PropertyForm.VarInt:
                var any = _cursor.TryVarInt(out var v);
                Number = (uint)v;
                return any ? CloseReason.None : CloseReason.BadPacketLength;
            default:
                if (!_cursor.TryField(out var value))
                {
                    return CloseReason.BadPacketLength;
                }
                Value = value;
                if (form == PropertyForm.Binary)
                {
                    return CloseReason.None;
                }
                if (!TopicRules.IsText(value))
                {
                    return CloseReason.BadUtf8;
                }
                if (form == PropertyForm.Text)
                {
                    return CloseReason.None;
                }
                if (!_cursor.TryField(out value))
                {
                    return CloseReason.BadPacketLength;
                }
                Value = value;
                return TopicRules.IsText(value) ? CloseReason.None : CloseReason.BadUtf8;
        }
    }

    private readonly CloseReason CheckRange() => Id switch
    {
        PropertyId.PayloadFormat or PropertyId.RequestProblemInformation or PropertyId.RequestResponseInformation when Number > 1
            => CloseReason.BadPropertyValue,
        PropertyId.ReceiveMaximum or PropertyId.MaximumPacketSize or PropertyId.SubscriptionId when Number == 0
            => CloseReason.BadPropertyValue,
        PropertyId.TopicAlias when Number == 0 => CloseReason.BadTopicAlias,
        PropertyId.ResponseTopic when Value.IsEmpty || Value.ContainsAny((byte)'+', (byte)'#') => CloseReason.BadPropertyValue,
        _ => CloseReason.None,
    };
}
