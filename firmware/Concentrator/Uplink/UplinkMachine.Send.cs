using Wattline.Firmware.Ports;
using Wattline.Firmware.Storage;

namespace Wattline.Firmware.Uplink;

/// <summary>What goes up.</summary>
public sealed partial class UplinkMachine
{
    private const int ToDo = 0;
    private const int Asked = 1;
    private const int Done = 2;

    private const int StatusId = 1;
    private const int SubscribeId = 2;

    private readonly byte[][] _topics = new byte[Streams.Count][];
    private readonly JournalCursor[] _live = new JournalCursor[Streams.Count];
    private readonly JournalCursor _again = new JournalCursor(Streams.Money);
    private readonly int[] _owedIds = new int[UplinkLimits.OwedMax];
    private byte[] _name;
    private byte[] _password;
    private byte[] _statusTopic;
    private byte[] _downFilter;
    private byte[] _online;
    private byte[] _offline;

    private bool _replayTurn;
    private int _owed;
    private int _subscribeState;
    private int _statusState;
    private long _sentAt;
    private long _progressAt; // When the oldest message on its way began to be waited for.
    private long _pingAt = -1;

    private void MakeTopics()
    {
        _name = MqttSender.Ascii(_settings.Name);
        _password = MqttSender.Ascii(_settings.Password);
        _statusTopic = MqttSender.Ascii("v1/status/" + _settings.Name);
        _downFilter = MqttSender.Ascii("v1/down/" + _settings.Name + "/#");
        _online = MqttSender.Ascii("online");
        _offline = MqttSender.Ascii("offline");
        for (int stream = 0; stream < Streams.Count; stream++)
        {
            _topics[stream] = MqttSender.Ascii("v1/up/" + _settings.Name + "/" + Streams.NameOf(stream));
            _live[stream] = new JournalCursor(stream);
        }
    }

    private void Send()
    {
        while (_state == Online && _sender.Flush(_socket) && MakePacket())
            _sentAt = _now;
    }

    /// <summary>Makes the packet that is due first.</summary>
    /// <returns>False when there is nothing to send.</returns>
    private bool MakePacket()
    {
        if (_owed > 0)
        {
            _sender.PubAck(_owedIds[0]);
            _owed--;
            for (int i = 0; i < _owed; i++)
                _owedIds[i] = _owedIds[i + 1];
            return true;
        }
        if (_subscribeState == ToDo)
        {
            _subscribeState = Asked;
            _sender.Subscribe(SubscribeId, _downFilter);
            return true;
        }
        if (_statusState == ToDo)
        {
            _statusState = Asked;
            _sender.Retained(StatusId, _statusTopic, _online);
            return true;
        }
        if (_pingAt < 0 && _now >= PingAt())
        {
            _pingAt = _now;
            _sender.Ping();
            return true;
        }
        return MakeMessage();
    }

    /// <summary>What is on its way again, then the new: money, results, events, and by turns readings and what the cloud asked for.</summary>
    private bool MakeMessage()
    {
        while (_inFlight.Sent < _inFlight.Count)
        {
            if (MakeAgain())
                return true;
        }
        DropDone();
        if (_inFlight.IsFull)
            return false;
        if (MakeLive(Streams.Money) || MakeLive(Streams.Results) || MakeLive(Streams.Events))
            return true;
        _replayTurn = !_replayTurn;
        return _replayTurn ? MakeReplay() || MakeLive(Streams.Readings) : MakeLive(Streams.Readings) || MakeReplay();
    }

    /// <summary>Sends a message again that an earlier connection left unacknowledged, unless it is gone or settled.</summary>
    private bool MakeAgain()
    {
        int index = _inFlight.Sent;
        int stream = _inFlight.Stream(index);
        long sequence = _inFlight.Sequence(index);
        bool settled = !_inFlight.IsReplay(index) && sequence <= _journal.Acknowledged(stream);
        int count = 0;
        if (!settled)
        {
            if (_again.Stream != stream || _again.Next != sequence)
                _again.Seek(stream, sequence);
            count = _journal.Read(_again, _sender.Buffer, MqttSender.PayloadOffset(_topics[stream]));
        }
        bool gone = count == 0 || _again.Sequence != sequence;
        int id = _inFlight.Id(index);
        _inFlight.Advance(gone);
        if (gone)
            return false;
        _sender.Publish(MqttPacket.PublishQos1 | MqttPacket.PublishDup, id, _topics[stream], count);
        Counters.Resent++;
        return true;
    }

    private bool MakeLive(int stream)
    {
        int count = _journal.ReadUnacknowledged(_live[stream], _sender.Buffer, MqttSender.PayloadOffset(_topics[stream]));
        if (count == 0)
            return false;
        Counters.Published++;
        Publish(stream, _live[stream].Sequence, false, count);
        return true;
    }

    private bool MakeReplay()
    {
        // The topics differ in length: the longest offset serves, and the payload is moved down if need be.
        int offset = MqttSender.PayloadOffset(_topics[Streams.Readings]);
        int count = _replays.IsEmpty ? 0 : _replays.Read(_sender.Buffer, offset);
        if (count == 0)
            return false;
        int stream = _replays.Stream;
        int place = MqttSender.PayloadOffset(_topics[stream]);
        for (int i = 0; place != offset && i < count; i++)
            _sender.Buffer[place + i] = _sender.Buffer[offset + i];
        Counters.Replayed++;
        Publish(stream, _replays.Sequence, true, count);
        return true;
    }

    private void Publish(int stream, long sequence, bool replay, int count)
    {
        if (_inFlight.Count == 0)
            _progressAt = _now;
        _sender.Publish(MqttPacket.PublishQos1, _inFlight.Add(stream, sequence, replay), _topics[stream], count);
    }

    /// <summary>Takes a PUBACK; the journal hears of it in the order of sending.</summary>
    private bool TakePubAck(int id)
    {
        if (id == StatusId && _statusState == Asked)
        {
            _statusState = Done;
            return true;
        }
        if (!_inFlight.Acknowledge(id))
            return false;
        Counters.Acknowledged++;
        _progressAt = _now;
        DropDone();
        return true;
    }

    private void DropDone()
    {
        while (_inFlight.IsOldestDone)
        {
            // A message that is gone was settled before, or is told to be lost when the cloud misses it.
            if (!_inFlight.IsReplay(0))
                _journal.Acknowledge(_inFlight.Stream(0), _inFlight.Sequence(0));
            _inFlight.Drop();
        }
    }

    private bool HasMessage()
    {
        if (_owed > 0 || _subscribeState == ToDo || _statusState == ToDo || _inFlight.Sent < _inFlight.Count)
            return true;
        if (_inFlight.IsFull)
            return false;
        for (int stream = 0; stream < Streams.Count; stream++)
        {
            if (_live[stream].Next <= _journal.Last(stream) && _journal.Acknowledged(stream) < _journal.Last(stream))
                return true;
        }
        return !_replays.IsEmpty;
    }

    private long PingAt()
    {
        return _pingAt >= 0 ? long.MaxValue : _sentAt + _settings.KeepAliveSeconds * 500L;
    }

    private long ReplyDeadline()
    {
        long asked = long.MaxValue;
        if (_subscribeState != Done || _statusState != Done)
            asked = _onlineSince;
        if (_pingAt >= 0 && _pingAt < asked)
            asked = _pingAt;
        return asked == long.MaxValue ? asked : asked + _settings.ReplyTimeout;
    }

    private long AckDeadline()
    {
        return _progressAt + _settings.AckTimeout;
    }
}
