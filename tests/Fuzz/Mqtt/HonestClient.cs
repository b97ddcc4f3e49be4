using System.Buffers.Binary;
using Wattline.Gateway.Mqtt;
using Xunit;

namespace Wattline.Tests.Fuzz.Mqtt;

/// <summary>
/// A client that keeps to the standard, so that everything it is owed is known: each answer once, in the order of receipt,
/// none before its message is durable, no QoS 2 message taken twice, and no end that it did not cause.
/// </summary>
internal sealed class HonestClient(string name, FuzzIntake intake, Random random)
{
    /// <summary>Below the endpoint's Receive Maximum.</summary>
    private const int UnderWayMax = 8;

    private readonly Queue<(int Type, ushort Id, long Tag)> _owed = new();
    private readonly List<(ushort Id, long Tag, int Qos, bool Received)> _underWay = [];
    private readonly Queue<byte[]> _answers = new();
    private int _level;
    private bool _mayClose;
    private ushort _lastId;
    private long _lastTag;

    /// <summary>Acknowledgements that were checked.</summary>
    public long Acknowledged { get; private set; }

    /// <summary>Answers that have not come yet.</summary>
    public int OwedCount => _owed.Count;

    public FuzzLink? Link { get; private set; }

    public void Act(MqttBroker broker)
    {
        if (Link is null or { IsClosed: true })
        {
            Assert.True(Link is null || _mayClose, $"{name} was closed: {Link?.Connection!.Reason}");
            Connect(broker);
            return;
        }
        switch (random.Next(10))
        {
            case 0 when random.Next(4) == 0:
                _mayClose = true;
                Link.Connection!.Close(CloseReason.ConnectionLost);
                return;
            case 0 when random.Next(4) == 0:
                // A link that was lost without the endpoint's knowing: the next one takes over.
                _mayClose = true;
                Connect(broker);
                return;
            case 1:
                Give(new Bytes().Packet(0xC0));
                break;
            case 2:
                var id = NextId();
                _owed.Enqueue((0x90, id, 0));
                Give(new Bytes().Two(id).Properties(_level, null).Text($"v1/down/{name}/#").Byte(random.Next(3)).Packet(0x82));
                break;
            case 3 when _answers.Count == 0:
                broker.Publish($"v1/down/{name}/x", new byte[random.Next(30)], random.Next(3), retain: random.Next(4) == 0);
                break;
            default:
                Publish();
                break;
        }
        Answer();
        if (Link is { WantsStep: true })
        {
            Link.Step(inPieces: false);
        }
    }

    private void Connect(MqttBroker broker)
    {
        var link = new FuzzLink(Received);
        link.Connection = broker.Accept(link, null);
        if (link.Connection is null)
        {
            return;
        }
        _owed.Clear();
        _answers.Clear();
        var before = Link;
        Link = link;
        _level = random.Next(2) == 0 ? 4 : 5;
        link.Give(
            new Bytes().Text("MQTT").Byte(_level).Byte(0x80 | (random.Next(5) == 0 ? 2 : 0)).Two(0)
                .Properties(_level, new Bytes().Byte(0x11).Four(1_000)).Text(name).Text(name).Packet(0x10), inPieces: false);
        Assert.True(before is null or { IsClosed: true }, "taken over and not closed");
        _mayClose = false;
        // What was under way goes again, in its order (4.4.0-1).
        foreach (var (id, tag, qos, received) in _underWay.ToArray())
        {
            _owed.Enqueue((received ? 0x70 : qos == 2 ? 0x50 : 0x40, id, tag));
            Give(received ? new Bytes().Two(id).Packet(0x62) : Message(id, tag, qos, duplicate: true));
        }
    }

    private void Publish()
    {
        var qos = random.Next(3);
        if (_underWay.Count >= UnderWayMax)
        {
            return;
        }
        var tag = ((long)name[^1] << 48) | ++_lastTag;
        var id = qos > 0 ? NextId() : (ushort)0;
        if (qos > 0)
        {
            _underWay.Add((id, tag, qos, false));
            _owed.Enqueue((qos == 2 ? 0x50 : 0x40, id, tag));
        }
        Give(Message(id, tag, qos, duplicate: false));
    }

    private byte[] Message(ushort id, long tag, int qos, bool duplicate)
    {
        var payload = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(payload, tag);
        var packet = new Bytes().Text($"v1/up/{name}/readings");
        if (qos > 0)
        {
            packet.Two(id);
        }
        return packet.Properties(_level, null).Raw(payload).Packet(0x30 | (qos << 1) | (duplicate ? 8 : 0));
    }

    private void Received(byte first, ReadOnlySpan<byte> body)
    {
        switch (first & 0xF0)
        {
            case 0x20:
                Assert.Equal(0, body[1]);
                if ((body[0] & 1) == 0)
                {
                    _underWay.Clear();
                }
                break;
            case 0x30:
                var qos = (first >> 1) & 3;
                var id = qos == 0 ? (ushort)0 : BinaryPrimitives.ReadUInt16BigEndian(body[(2 + BinaryPrimitives.ReadUInt16BigEndian(body))..]);
                Assert.Equal(qos == 0, id == 0);
                if (qos > 0)
                {
                    _answers.Enqueue(new Bytes().Two(id).Packet(qos == 1 ? 0x40 : 0x50));
                }
                break;
            case 0x60:
                _answers.Enqueue(new Bytes().Two(BinaryPrimitives.ReadUInt16BigEndian(body)).Packet(0x70));
                break;
            case 0x40 or 0x50 or 0x70 or 0x90:
                Acknowledge(first & 0xF0, BinaryPrimitives.ReadUInt16BigEndian(body), _level == 5 && (first & 0xF0) != 0x90 && body.Length > 2 ? body[2] : 0);
                break;
            case 0xD0 or 0xE0:
                break;
            default:
                Assert.Fail($"a packet that no client understands: {first:x2}");
                break;
        }
    }

    private void Acknowledge(int type, ushort id, int reason)
    {
        Assert.True(_owed.TryDequeue(out var owed), $"{name}: an answer to nothing, {type:x2} {id}");
        Assert.Equal((owed.Type, owed.Id), (type, id));
        // A PUBREL that goes again after its PUBCOMP was lost is answered with 0x92, which is no fault (MQTT 5, 3.7.2.1).
        Assert.True(reason == 0 || (type == 0x70 && reason == 0x92), $"{name}: {type:x2} {id} says {reason:x2}");
        Acknowledged++;
        var at = _underWay.FindIndex(message => message.Id == id);
        if (type is 0x40 or 0x50)
        {
            var (ticket, times) = intake.Taken(owed.Tag);
            Assert.True(ticket > 0 && ticket <= intake.DurableTicket, $"{name}: {id} was acknowledged before it was durable");
            Assert.True(type == 0x40 || times == 1, $"{name}: {id} of QoS 2 was taken {times} times");
        }
        if (type is 0x40 or 0x70)
        {
            _underWay.RemoveAt(at);
        }
        else if (type == 0x50)
        {
            _underWay[at] = _underWay[at] with { Received = true };
            _answers.Enqueue(new Bytes().Two(id).Packet(0x62));
        }
    }

    /// <summary>Answers one packet now and then: clients have other things to do.</summary>
    private void Answer()
    {
        if (random.Next(2) == 0 && !Link!.IsClosed && _answers.TryDequeue(out var answer))
        {
            if (answer[0] == 0x62)
            {
                _owed.Enqueue((0x70, BinaryPrimitives.ReadUInt16BigEndian(answer.AsSpan(2)), 0));
            }
            Give(answer);
        }
    }

    private void Give(byte[] packet) => Link!.Give(packet, random.Next(4) == 0);

    private ushort NextId()
    {
        do
        {
            _lastId = (ushort)(_lastId == ushort.MaxValue ? 1 : _lastId + 1);
        }
        while (_underWay.Exists(message => message.Id == _lastId));
        return _lastId;
    }
}
