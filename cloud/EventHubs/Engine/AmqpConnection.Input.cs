using Wattline.Cloud.EventHubs.Frames;
using Wattline.Cloud.EventHubs.Performatives;
using Wattline.Cloud.EventHubs.Types;

namespace Wattline.Cloud.EventHubs.Engine;

/// <content>What arrives.</content>
public sealed partial class AmqpConnection
{
    private const byte SaslOk = 0;
    private const byte SaslAuth = 1;

    private void HandleHeader(ReadOnlySpan<byte> header)
    {
        bool isSasl = header.SequenceEqual(ProtocolHeader.Sasl);
        if (!isSasl && !header.SequenceEqual(ProtocolHeader.Amqp))
        {
            // 2.2: a server answers with what it speaks and closes.
            if (_settings.IsServer)
            {
                Write(ProtocolHeader.Sasl);
            }
            Fail(ErrorCondition.FramingError, "The protocol header is not AMQP 1.0's.");
            return;
        }
        if (State == AmqpConnectionState.AwaitingAmqpHeader || (!isSasl && MaySkipSasl))
        {
            if (isSasl)
            {
                Fail(ErrorCondition.FramingError, "A second security layer.");
                return;
            }
            if (_settings.IsServer)
            {
                Write(ProtocolHeader.Amqp);
            }
            State = AmqpConnectionState.AwaitingOpen;
            return;
        }
        if (!isSasl)
        {
            if (_settings.IsServer)
            {
                Write(ProtocolHeader.Sasl);
            }
            Fail(ErrorCondition.UnauthorizedAccess, "The peer and we do not agree on a security layer.");
            return;
        }
        if (_settings.SaslServer is { } server)
        {
            Write(ProtocolHeader.Sasl);
            SendSasl((ref AmqpWriter writer) => Sasl.WriteMechanisms(ref writer, server.Mechanisms));
        }
        State = AmqpConnectionState.AwaitingSasl;
    }

    private bool MaySkipSasl => _settings.SaslServer?.MayBeAbsent ?? _settings.SaslClient is null;

    private void HandleFrame(in Frame frame, ReadOnlySpan<byte> body)
    {
        bool sasl = State is AmqpConnectionState.AwaitingSasl or AmqpConnectionState.AwaitingOutcome;
        if (frame.Type != (sasl ? Frame.SaslType : Frame.AmqpType))
        {
            Fail(ErrorCondition.FramingError, "A frame of the other layer.");
            return;
        }
        if (body.IsEmpty)
        {
            return; // A heartbeat.
        }
        var reader = new AmqpReader(body);
        ulong descriptor = reader.ReadDescriptor();
        if (reader.Failed)
        {
            FailDecoding(reader.Fault);
        }
        else if (sasl)
        {
            HandleSasl(descriptor, ref reader);
        }
        else if (descriptor == Descriptors.Open)
        {
            HandleOpen(ref reader);
        }
        else if (Remote is null)
        {
            Fail(ErrorCondition.IllegalState, "The first performative is not open.");
        }
        else if (descriptor == Descriptors.Close)
        {
            HandleClose(ref reader);
        }
        else if (State == AmqpConnectionState.Open)
        {
            HandleChannel(frame.Channel, descriptor, ref reader);
        }
    }

    private void HandleSasl(ulong descriptor, ref AmqpReader reader)
    {
        switch (State, descriptor)
        {
            case (AmqpConnectionState.AwaitingSasl, Descriptors.SaslInit) when _settings.SaslServer is { } server:
                string mechanism = Sasl.ReadInit(ref reader, out var response);
                if (reader.Failed)
                {
                    FailDecoding(reader.Fault);
                    return;
                }
                string? identity = null;
                bool enters = server.Mechanisms.Contains(mechanism) && server.Authenticate(mechanism, response, out identity);
                SendSasl((ref AmqpWriter writer) => Sasl.WriteOutcome(ref writer, enters ? SaslOk : SaslAuth));
                if (!enters)
                {
                    Fail(ErrorCondition.UnauthorizedAccess, "The security layer refused.");
                    return;
                }
                Identity = identity;
                State = AmqpConnectionState.AwaitingAmqpHeader;
                break;
            case (AmqpConnectionState.AwaitingSasl, Descriptors.SaslMechanisms) when _settings.SaslClient is { } client:
                var offered = Sasl.ReadMechanisms(ref reader);
                if (reader.Failed || !offered.Contains(client.Mechanism))
                {
                    Refused = !reader.Failed;
                    Fail(ErrorCondition.NotImplemented, $"The server does not offer {client.Mechanism}.");
                    return;
                }
                SendSasl((ref AmqpWriter writer) => Sasl.WriteInit(ref writer, client.Mechanism, client.Response.Span, _settings.Hostname));
                State = AmqpConnectionState.AwaitingOutcome;
                break;
            case (AmqpConnectionState.AwaitingOutcome, Descriptors.SaslOutcome):
                byte code = Sasl.ReadOutcome(ref reader);
                if (reader.Failed || code != SaslOk)
                {
                    // 5.3.3.6: 3 and 4 are the system's own trouble, 3 for good and 4 for a while.
                    Refused = code is SaslAuth or 2 or 3;
                    Fail(ErrorCondition.UnauthorizedAccess, $"The security layer refused with code {code}.");
                    return;
                }
                Write(ProtocolHeader.Amqp);
                SendOpen();
                State = AmqpConnectionState.AwaitingAmqpHeader;
                break;
            default:
                Fail(ErrorCondition.IllegalState, "A frame that the security layer does not have here.");
                break;
        }
    }

    private void HandleOpen(ref AmqpReader reader)
    {
        var open = Open.Read(ref reader);
        if (reader.Failed)
        {
            FailDecoding(reader.Fault);
            return;
        }
        if (State != AmqpConnectionState.AwaitingOpen || open.MaxFrameSize < AmqpLimits.FrameBytesFloor)
        {
            Fail(Remote is null ? ErrorCondition.InvalidField : ErrorCondition.IllegalState, "An open that is wrong here.");
            return;
        }
        Remote = open;
        PeerFrameBytesMax = (int)Math.Min(open.MaxFrameSize, Limits.FrameBytesMax);
        if (_settings.IsServer)
        {
            SendOpen();
        }
        State = AmqpConnectionState.Open;
        Handler.OnOpened(this);
    }

    private void HandleClose(ref AmqpReader reader)
    {
        var error = Ending.Read(ref reader);
        Error ??= reader.Failed ? new AmqpError(ErrorCondition.DecodeError, reader.Fault.ToString()) : error;
        if (State == AmqpConnectionState.Open)
        {
            SendEnding(0, Descriptors.Close, null);
        }
        Finish();
    }

    private void HandleChannel(ushort channel, ulong descriptor, ref AmqpReader reader)
    {
        var session = channel < _byRemote.Count ? _byRemote[channel] : null;
        if (descriptor == Descriptors.Begin)
        {
            HandleBegin(channel, session, ref reader);
            return;
        }
        if (session is null)
        {
            Fail(ErrorCondition.NotAllowed, $"Channel {channel} has no session.");
            return;
        }
        if (descriptor == Descriptors.End)
        {
            var error = Ending.Read(ref reader);
            session.HandleEnd(error);
            return;
        }
        var fault = session.Handle(descriptor, ref reader);
        if (fault is { } failed)
        {
            Close(failed);
        }
        else if (reader.Failed)
        {
            FailDecoding(reader.Fault);
        }
    }

    private void HandleBegin(ushort channel, AmqpSession? session, ref AmqpReader reader)
    {
        var begin = Performatives.Begin.Read(ref reader);
        if (reader.Failed)
        {
            FailDecoding(reader.Fault);
            return;
        }
        if (session is not null || channel > Limits.ChannelMax)
        {
            Fail(ErrorCondition.NotAllowed, $"Channel {channel} is in use or beyond the limit.");
            return;
        }
        while (_byRemote.Count <= channel)
        {
            _byRemote.Add(null);
        }
        if (begin.RemoteChannel is { } local)
        {
            session = local < _byLocal.Count ? _byLocal[local] : null;
            if (session is null or { RemoteChannel: not null })
            {
                Fail(ErrorCondition.NotAllowed, $"The begin on channel {channel} answers none of ours.");
                return;
            }
            _byRemote[channel] = session;
            session.HandleBegin(channel, begin);
        }
        else
        {
            int free = Free(_byLocal, Math.Min(Limits.ChannelMax, Remote!.ChannelMax));
            if (free < 0)
            {
                Fail(ErrorCondition.ResourceLimitExceeded, "No channel is left.");
                return;
            }
            session = new AmqpSession(this, (ushort)free);
            _byLocal[free] = _byRemote[channel] = session;
            session.HandleBegin(channel, begin);
            session.SendBegin(channel);
        }
        Handler.OnBegun(session);
    }

    private void FailDecoding(AmqpFault fault) => Fail(ErrorCondition.DecodeError, $"A performative could not be decoded: {fault}.");

    /// <summary>The peer broke the protocol: it is told why, if it can be, and nothing more is read from it.</summary>
    private void Fail(string condition, string description)
    {
        Close(new AmqpError(condition, description));
        Finish();
    }
}
