using System.Buffers;
using Wattline.Cloud.Commands.Link;
using Wattline.Cloud.Contracts;
using Wattline.Gateway.Domain;
using Wattline.Gateway.Host.Down;
using Wattline.Gateway.Journal;
using Wattline.Gateway.Mqtt;
using Wattline.Gateway.Runtime;
using Wattline.Gateway.Runtime.Down;
using Wattline.Gateway.Runtime.Registry;
using Wattline.Gateway.Uplinks.Link;
using Wattline.Simulators.Physics;

namespace Wattline.Tests.World.Relays;

/// <summary>
/// One start of a gateway that cannot be trusted: its broker, its outbox and its link are real, and what passes it is kept, delayed, repeated,
/// spoiled and thrown away.
/// </summary>
internal sealed class RelayGateway : IMessageIntake, IAuthenticator, IDownPort, IDisposable
{
    private const long CommitMicros = 5_000;
    private const long LinkMicros = 500_000;

    private readonly VirtualClock _clock;
    private readonly JournalCore _journal;
    private readonly LinkClient _client;
    private readonly EndpointDown _down;
    private readonly MqttMetrics _metrics = new();
    private readonly List<Action> _callbacks = [];
    private readonly Action _sent;
    private readonly Random? _malice;
    private readonly List<byte[]> _kept;
    private LinkSession? _session;
    private ClockEvent? _commit;
    private bool _isDown;

    /// <param name="malice">Decides what it does to what passes; null: an honest one.</param>
    /// <param name="kept">Everything that ever passed, over all starts.</param>
    public RelayGateway(VirtualClock clock, UnsyncedDisk messages, UnsyncedDisk commands, Random? malice, List<byte[]> kept, Action sent)
    {
        (_clock, _malice, _kept, _sent) = (clock, malice, kept, sent);
        _journal = JournalCore.Open(new UnsyncedJournalDisk(messages), new JournalOptions { SegmentBytes = 64 * 1024 });
        var time = new TimeTeller(clock.Time);
        Broker = new MqttBroker(this, this, new ConcentratorTopicPolicy(), new MqttLimits(), clock.Time, _metrics, observer: time);
        _down = new EndpointDown(Broker);
        time.Down = _down;
        _client = new LinkClient(new LinkParts
        {
            Group = "G1",
            Registry = new RegistryPort(),
            Keep = static _ => { },
            Outbox = new CommandOutbox(new UnsyncedJournalDisk(commands), clock.Time),
            Results = new ResultLane(_journal.OpenReader(JournalStream.Other)),
            Down = this,
            Replay = static (_, _) => { },
        });
        Beat();
        Turn();
        if (malice is not null) Mischief();
    }

    public MqttBroker Broker { get; }

    public IReadOnlyDictionary<ConcentratorId, TimeSpan> Present => _down.Present;

    long IMessageIntake.DurableTicket => _journal.DurableLsn;

    private long Now => _clock.NowMicros / 1000;

    public void Link(LinkSession? session)
    {
        if (_session is not null) _client.Closed();
        _session = session;
        if (session is not null) _client.Opened(Now);
    }

    public void Crash()
    {
        _isDown = true;
        _session = null;
    }

    public void Dispose() => _metrics.Dispose();

    public bool Publish(string topic, ReadOnlyMemory<byte> payload, int qos, bool retain) => Broker.Publish(topic, payload, qos, retain);

    public bool Command(ConcentratorId concentrator, ReadOnlyMemory<byte> payload, TimeSpan within, Action acknowledged)
    {
        _kept.Add(payload.ToArray());
        if (_malice?.Next(5) == 0)
        {
            // Later, or after something else, or never.
            var copy = payload.ToArray();
            if (_malice.Next(3) > 0) At(_malice.Next(1, 120) * 1_000_000L, () => Slip(copy));
            return true;
        }
        return _down.Command(concentrator, payload, within, acknowledged);
    }

    IntakeOutcome IMessageIntake.TryAccept(in InboundMessage message, out long ticket)
    {
        var outcome = _journal.Append(Topics.Route(message.Topic), _clock.Time.GetUtcNow().ToUnixTimeMilliseconds(), message.Topic, message.Payload, out ticket);
        if (outcome != AppendOutcome.Appended) return IntakeOutcome.NotNow;
        if (_commit is not { IsPending: true }) _commit = At(CommitMicros, () =>
        {
            _journal.Commit();
            foreach (var callback in _callbacks.ToArray()) callback();
            _sent();
        });
        return IntakeOutcome.Accepted;
    }

    IDisposable IMessageIntake.OnAdvance(Action callback)
    {
        _callbacks.Add(callback);
        return new Registration(() => _callbacks.Remove(callback));
    }

    ClientIdentity? IAuthenticator.Authenticate(in ConnectCredentials credentials) =>
        credentials.ClientId == credentials.User ? new ClientIdentity(credentials.ClientId, ClientRole.Device, []) : null;

    /// <summary>Says again, spoiled or as it was, something that passed.</summary>
    private void Mischief()
    {
        if (_kept.Count > 0)
        {
            var copy = _kept[_malice!.Next(_kept.Count)].ToArray();
            switch (_malice.Next(3))
            {
                case 0:
                    copy[_malice.Next(copy.Length)] ^= (byte)(1 << _malice.Next(8));
                    break;
                case 1 when _malice.Next(3) == 0:
                    copy = copy[.._malice.Next(copy.Length)];
                    break;
            }
            Slip(copy);
        }
        At(_malice!.Next(2, 30) * 1_000_000L, Mischief);
    }

    /// <summary>Sends to the concentrator what the cloud did not.</summary>
    public void Slip(byte[] payload)
    {
        Broker.Publish(Topics.Commands(ConcentratorId.Parse(RelayCabinet.Name)), payload, 1, false);
        _sent();
    }

    private void Beat()
    {
        Broker.Tick();
        _journal.SaveCursors();
        _sent();
        At(1_000_000, Beat);
    }

    private void Turn()
    {
        _client.Step(Now);
        for (var moved = _session is not null; moved && _session is { } session;)
        {
            moved = false;
            session.Step(Now);
            while (_client.TryTake(out var up))
            {
                session.Receive(up.Span, Now);
                moved = true;
            }
            while (session.TryTake(out var down, out var text))
            {
                if (text) _client.Receive(down.Span, Now);
                else _client.ReceivePiece(down.Span, Now);
                moved = true;
            }
            if (session.End != LinkEnd.None || _client.End != LinkEnd.None) throw new InvalidOperationException($"the link ended: {session.End}, {_client.End}, {session.Wrong}, {_client.Wrong}");
            if (moved) _client.Step(Now);
        }
        _sent();
        At(LinkMicros, Turn);
    }

    private ClockEvent At(long delayMicros, Action action) => _clock.After(delayMicros, () =>
    {
        if (!_isDown) action();
    });

    private sealed class Registration(Action dispose) : IDisposable
    {
        public void Dispose() => dispose();
    }
}
