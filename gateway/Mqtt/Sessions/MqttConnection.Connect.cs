namespace Wattline.Gateway.Mqtt;

/// <summary>CONNECT and CONNACK.</summary>
public sealed partial class MqttConnection
{
    private Verdict _verdict;
    private bool _asked;

    /// <summary>False: who it is will be known later, and then the packet is given again.</summary>
    private bool TryHandleConnect(in Frame frame)
    {
        if (frame.Flags != 0)
        {
            Close(CloseReason.BadFlags);
            return true;
        }
        var reason = ConnectPacket.TryRead(Contiguous(frame), out var level, out var packet);
        if (reason == CloseReason.None)
        {
            reason = CheckClientId(packet);
        }
        if (reason == CloseReason.None)
        {
            if (!TryKnow(packet))
            {
                return false;
            }
            reason = Judge(packet);
        }
        if (reason == CloseReason.None && packet.MaximumPacketSize < ConnackBytes(packet))
        {
            // There is no answer that it would take (3.1.2-24).
            Close(CloseReason.PacketTooLarge);
            return true;
        }
        if (reason == CloseReason.None)
        {
            Level = packet.Level;
            _broker.Attach(this, _identity!, packet);
            return true;
        }
        if (level == 5)
        {
            // Five bytes: only a client that takes nothing at all would not take them.
            Send(PacketWriter.Connack5(ReasonCodes.Of(reason), sessionPresent: false, Explain(reason, packet)));
        }
        else if (ReasonCodes.ReturnOf(reason) is { } code)
        {
            Send(PacketWriter.Connack(code, sessionPresent: false));
        }
        Close(reason);
        return true;
    }

    /// <summary>The reason's name, unless the client takes only packets so small that it would not fit (3.2.2.3.9).</summary>
    private static PropertyWriter Explain(CloseReason reason, ConnectPacket packet)
    {
        const int Enough = 64;
        var properties = new PropertyWriter();
        return packet.MaximumPacketSize < Enough ? properties : properties.Text(PropertyId.ReasonString, reason.ToString());
    }

    /// <summary>Bytes that the CONNACK of a client of MQTT 5 has at most.</summary>
    private int ConnackBytes(ConnectPacket packet)
    {
        const int Always = 16; // What stands before the properties, and three of them.
        const int AssignedIdMax = 3 + 20;
        return Always + (packet.ClientId.Length == 0 ? AssignedIdMax : 0) + (packet.SessionExpiry > _broker.Limits.SessionExpiryMax.TotalSeconds ? 5 : 0)
            + (packet.KeepAlive > _broker.Limits.KeepAliveMax.TotalSeconds ? 3 : 0);
    }

    private static CloseReason CheckClientId(ConnectPacket packet)
    {
        if (packet.HasAuthenticationMethod)
        {
            return CloseReason.BadAuthenticationMethod;
        }
        // In MQTT 5 a session that is kept may be found again by the id that is assigned (3.1.3.1).
        if (packet is { ClientId.Length: 0, Clean: false, Level: 4 })
        {
            return CloseReason.EmptyClientId;
        }
        return packet.ClientId.Length > MqttLimits.ClientIdBytesMax ? CloseReason.BadClientId : CloseReason.None;
    }

    /// <summary>Has the authenticator decide, once. False: it has not yet.</summary>
    private bool TryKnow(ConnectPacket packet)
    {
        if (!_asked)
        {
            _asked = true;
            var verdict = _broker.Authenticator.Judge(new(packet.ClientId, packet.User, packet.Password, Remote, Certificate), Decided);
            if (!verdict.IsPending)
            {
                _verdict = verdict;
                return true;
            }
        }
        lock (_out)
        {
            return !_verdict.IsPending;
        }
    }

    private void Decided(Verdict verdict)
    {
        lock (_out)
        {
            _verdict = verdict;
        }
        _transport.Resume();
    }

    private CloseReason Judge(ConnectPacket packet)
    {
        if (_verdict.Identity is null)
        {
            return _verdict.Reason;
        }
        _identity = _verdict.Identity;
        return packet.Will is { } will && !_broker.MayLeaveWill(_identity, will) ? CloseReason.NotAuthorized : CloseReason.None;
    }

    /// <summary>The broker made the session; from here on packets of the session are taken. Called within the gate.</summary>
    /// <param name="session">Its own from now on.</param>
    /// <param name="packet">What it asked for.</param>
    /// <param name="sessionPresent">Whether there was a session.</param>
    /// <param name="now">On the broker's clock.</param>
    /// <param name="stateTicket">Of an older session that was forgotten: said only when a restart would not bring it back.</param>
    internal void Accepted(Session session, ConnectPacket packet, bool sessionPresent, TimeSpan now, long stateTicket)
    {
        var limits = _broker.Limits;
        _keepAlive = TimeSpan.FromSeconds(packet.KeepAlive);
        var shortened = packet.Level == 5 && _keepAlive > limits.KeepAliveMax;
        _keepAlive = shortened ? limits.KeepAliveMax : _keepAlive;
        (Session, Will, _deadline) = (session, packet.Will, now + (_keepAlive * 1.5));
        ClientReceiveMaximum = Math.Min(packet.ReceiveMaximum, limits.DownlinksInFlightMax);
        if (packet.TopicAliasMaximum > 0 || packet.MaximumPacketSize < long.MaxValue)
        {
            _abilities = new(packet.MaximumPacketSize, Math.Min(packet.TopicAliasMaximum, limits.TopicAliasMax));
        }
        _acceptedAt = now;
        _phase = Phase.Connected;
        if (packet.Level == 4)
        {
            OwePacket(PacketType.Connack, 0, PacketWriter.Connack(ConnectReturn.Accepted, sessionPresent), stateTicket);
            return;
        }
        var properties = new PropertyWriter()
            .UInt16(PropertyId.ReceiveMaximum, Math.Min(limits.UnacknowledgedMax, ushort.MaxValue))
            .UInt32(PropertyId.MaximumPacketSize, (uint)limits.PacketBytesMax)
            .UInt16(PropertyId.TopicAliasMaximum, limits.TopicAliasMax);
        if (packet.ClientId.Length == 0)
        {
            properties.Text(PropertyId.AssignedClientId, session.ClientId);
        }
        if (session.ExpirySeconds != packet.SessionExpiry)
        {
            properties.UInt32(PropertyId.SessionExpiry, session.ExpirySeconds);
        }
        if (shortened)
        {
            properties.UInt16(PropertyId.ServerKeepAlive, (int)_keepAlive.TotalSeconds);
        }
        // Maximum QoS 2, retained messages, wildcards, subscription identifiers and shares are what no property says (3.2.2.3).
        OwePacket(PacketType.Connack, 0, PacketWriter.Connack5(ReasonCode.Success, sessionPresent, properties), stateTicket);
    }
}
