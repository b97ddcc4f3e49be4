using Wattline.Firmware.Cbor;
using Wattline.Firmware.Storage;

namespace Wattline.Firmware.Uplink;

/// <summary>What comes down. A packet that breaks the protocol ends the connection; a payload that cannot be read is counted.</summary>
public sealed partial class UplinkMachine
{
    private const int CommandReplay = 1;
    private const int CommandMarks = 2;

    private readonly CborReader _cbor = new CborReader(new byte[0], 0, 0);

    private void Receive()
    {
        while (_state >= Greeting && _owed < UplinkLimits.OwedMax)
        {
            int got = _reader.Read(_socket);
            if (got == MqttReader.NeedMore)
                return;
            if (got == MqttReader.Packet)
                Take();
            else
                Close(got == MqttReader.TooLarge ? CloseReason.TooLarge : CloseReason.Malformed);
        }
    }

    private void Take()
    {
        if (_state == Greeting)
        {
            TakeConnAck();
            return;
        }
        switch (_reader.First)
        {
            case MqttPacket.PubAck:
                if (_reader.Length != 2)
                    Close(CloseReason.Malformed);
                else if (!TakePubAck(Number(0)))
                    Close(CloseReason.Unexpected);
                return;
            case MqttPacket.SubAck:
                TakeSubAck();
                return;
            case MqttPacket.PingResp:
                if (_reader.Length != 0)
                    Close(CloseReason.Malformed);
                else if (_pingAt < 0)
                    Close(CloseReason.Unexpected);
                _pingAt = -1;
                return;
            default:
                if ((_reader.First & 0xF0) == MqttPacket.Publish)
                    TakePublish();
                else
                    Close(CloseReason.Unexpected);
                return;
        }
    }

    private void TakeConnAck()
    {
        if (_reader.First != MqttPacket.ConnAck)
            Close(CloseReason.Unexpected);
        else if (_reader.Length != 2 || _reader.Body[0] > 1)
            Close(CloseReason.Malformed);
        else if (_reader.Body[1] == 0)
            BeOnline();
        else
            Close(_reader.Body[1] == 4 || _reader.Body[1] == 5 ? CloseReason.BadCredentials : CloseReason.Refused);
    }

    private void TakeSubAck()
    {
        if (_reader.Length != 3)
            Close(CloseReason.Malformed);
        else if (_subscribeState != Asked || Number(0) != SubscribeId)
            Close(CloseReason.Unexpected);
        else if (_reader.Body[2] == 0x80)
            Close(CloseReason.SubscribeRefused);
        else if (_reader.Body[2] > 1)
            Close(CloseReason.Malformed);
        else
            _subscribeState = Done;
    }

    private void TakePublish()
    {
        int qos = (_reader.First >> 1) & 3;
        int length = _reader.Length;
        int topic = length >= 2 ? Number(0) : 0;
        int payload = 2 + topic + (qos > 0 ? 2 : 0);
        if (qos == 3 || topic == 0 || payload > length || payload > _reader.Body.Length || (qos > 0 && Number(2 + topic) == 0))
        {
            Close(CloseReason.Malformed);
            return;
        }
        int prefix = _downFilter.Length - 1; // The filter without its '#'.
        if (qos == 2 || !StartsWith(2, topic, _downFilter, prefix))
        {
            Close(CloseReason.Unexpected);
            return;
        }
        if (qos == 1)
            _owedIds[_owed++] = Number(2 + topic);
        if (_reader.IsOversized)
        {
            Counters.PayloadsRefused++;
            return;
        }
        Deliver(2 + prefix, topic - prefix, payload, length - payload);
    }

    private void Deliver(int leaf, int leafLength, int offset, int count)
    {
        _cbor.Reset(_reader.Body, offset, count);
        if (count > 0 && Is(leaf, leafLength, "plan"))
            _downlink.OnPlan(_reader.Body, offset, count);
        else if (Is(leaf, leafLength, "time"))
            TakeTime();
        else if (Is(leaf, leafLength, "commands"))
            TakeCommand(offset, count);
        else
            Counters.PayloadsRefused++;
    }

    /// <summary>[1, unix_ms]</summary>
    private void TakeTime()
    {
        bool ours = _cbor.ReadArray() == 2 && _cbor.ReadUInt() == 1;
        long time = _cbor.ReadInt();
        if (ours && _cbor.AtEnd)
            _downlink.OnTime(time);
        else
            Counters.PayloadsRefused++;
    }

    /// <summary>[1, id, type, body]</summary>
    private void TakeCommand(int offset, int count)
    {
        bool ours = _cbor.ReadArray() == 4 && _cbor.ReadUInt() == 1;
        _cbor.ReadUInt();
        ulong type = _cbor.ReadUInt();
        if (!ours || _cbor.Failed)
            Counters.PayloadsRefused++;
        else if (type == CommandReplay)
            TakeReplay();
        else if (type == CommandMarks)
            TakeMarks();
        else
            _downlink.OnCommand(_reader.Body, offset, count);
    }

    /// <summary>[epoch, stream, first, last]</summary>
    private void TakeReplay()
    {
        bool ours = _cbor.ReadArray() == 4;
        ulong epoch = _cbor.ReadUInt();
        ulong stream = _cbor.ReadUInt();
        long first = _cbor.ReadInt();
        long last = _cbor.ReadInt();
        if (!ours || !_cbor.AtEnd || stream >= Streams.Counted || first < 1 || last < first)
            Counters.PayloadsRefused++;
        else if (!_replays.Add(epoch, (int)stream, first, last))
            Counters.ReplaysDropped++;
    }

    /// <summary>
    /// [epoch, money, events, readings]: what the cloud has of an epoch. More than this device knows to have given means
    /// that its flash is an older copy of itself.
    /// </summary>
    private void TakeMarks()
    {
        bool ours = _cbor.ReadArray() == 1 + Streams.Counted;
        ulong epoch = _cbor.ReadUInt();
        bool behind = false;
        for (int stream = 0; stream < Streams.Counted; stream++)
        {
            long mark = _cbor.ReadInt();
            ours = ours && mark >= 0;
            behind |= mark > _journal.Last(stream);
        }
        if (!ours || !_cbor.AtEnd)
            Counters.PayloadsRefused++;
        else if (behind && epoch == _journal.Epoch && !_renewDue)
        {
            _renewDue = true;
            _renewAt = _now;
        }
    }

    private int Number(int offset)
    {
        return (_reader.Body[offset] << 8) | _reader.Body[offset + 1];
    }

    private bool StartsWith(int offset, int length, byte[] prefix, int prefixLength)
    {
        if (length <= prefixLength)
            return false;
        for (int i = 0; i < prefixLength; i++)
        {
            if (_reader.Body[offset + i] != prefix[i])
                return false;
        }
        return true;
    }

    private bool Is(int offset, int length, string text)
    {
        if (length != text.Length)
            return false;
        for (int i = 0; i < length; i++)
        {
            if (_reader.Body[offset + i] != text[i])
                return false;
        }
        return true;
    }
}
