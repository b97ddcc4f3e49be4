using System.Globalization;
using System.Text;
using Wattline.Gateway.Mqtt;
using Wattline.Tests.Shared;

namespace Wattline.Tests.Gateway.Mqtt;

/// <summary>A client that keeps to the standard, and an endpoint that may crash at any moment and lose any of what was not durable.</summary>
public sealed class CrashTests
{
    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void What_was_answered_holds_over_any_crash(int seed)
    {
        var run = new Run(seed);
        for (var step = 0; step < 400; step++)
        {
            run.Step();
        }
        run.Settle();
        Assert.Empty(run.Problems);
        Assert.True(run.Crashes > 0 && run.Received.Count > 0 && run.Released > 0, $"seed {seed}: crashes {run.Crashes}, received {run.Received.Count}, released {run.Released}");
    }

    private sealed class Run(int seed)
    {
        private const string Topic = "v1/up/c1/money";
        private readonly Random _random = new(seed);
        private readonly PretendStore _store = new();
        private readonly PretendIntake _intake = new();
        private readonly ManualTime _time = new();
        private readonly HashSet<int> _holding = [];
        private readonly HashSet<string> _subscribed = [];
        private readonly Dictionary<int, string> _asked = [];
        private World _world = null!;
        private MemoryTransport? _client;
        private int _number;
        private int _downlinks;
        private int _sequence;
        private (int Id, string Text, bool Released)? _sending;

        public List<string> Problems { get; } = [];

        public List<string> Received { get; } = [];

        public int Crashes { get; private set; }

        public int Released { get; private set; }

        public void Step()
        {
            _world ??= Start();
            switch (_random.Next(24))
            {
                case < 5 when _client is null:
                    Connect();
                    break;
                case < 6 when _client is not null:
                    _client.Break();
                    _client = null;
                    break;
                case < 8 when _client is not null:
                    _asked[++_number] = $"v1/down/c1/{_random.Next(4)}";
                    _client.Receive(Packet.Subscribe(_number, (_asked[_number], 2)));
                    break;
                case < 12:
                    _world.Broker.Publish($"v1/down/c1/{_random.Next(4)}", Encoding.UTF8.GetBytes($"d{++_downlinks}"), 2, retain: false);
                    break;
                case < 15 when _client is not null && _sending is null:
                    _sending = (30_000 + _random.Next(2), $"m{++_sequence}", false);
                    Send(again: false);
                    break;
                case < 18:
                    _store.Commit();
                    break;
                case < 20:
                    _intake.Commit();
                    break;
                case 20:
                    Crash();
                    break;
                default:
                    Listen();
                    break;
            }
        }

        /// <summary>Nothing more goes wrong: everything comes to its end.</summary>
        public void Settle()
        {
            // Two messages down in three rounds, and as many wait as the queue holds.
            for (var i = 0; i < 500; i++)
            {
                if (_client is null)
                {
                    Connect();
                }
                _store.Commit();
                _intake.Commit();
                Listen();
            }
            Expect(_sending is null, "a message is still on its way up");
            for (var i = 1; i <= _sequence; i++)
            {
                var times = _intake.Messages.Count(message => message.EndsWith($" m{i}", StringComparison.Ordinal));
                // A crash between the two disks' commits may have it taken again; the contract's sequence tells such twins.
                Expect(times >= 1 && times <= 1 + Crashes, $"m{i} was taken {times} times");
            }
            foreach (var twin in Received.GroupBy(text => text).Where(group => group.Count() > 1))
            {
                Problems.Add($"seed {seed}: {twin.Key} came {twin.Count()} times with QoS 2");
            }
            foreach (var topic in _subscribed)
            {
                var before = Received.Count;
                _world.Broker.Publish(topic, Encoding.UTF8.GetBytes($"last {topic}"), 2, retain: false);
                for (var i = 0; i < 10; i++)
                {
                    _store.Commit();
                    Listen();
                }
                Expect(Received.Count == before + 1, $"the subscription {topic} was acknowledged and is gone");
            }
        }

        private void Crash()
        {
            Crashes++;
            _client = null;
            _asked.Clear();
            _intake.Crash();
            _store.Crash(_random.Next(6));
            _world = Start();
            // No port opens before what the start itself changed is durable.
            _store.Commit();
        }

        private void Connect()
        {
            _client = _world.Open();
            _client.Receive(Packet.Connect("c1", clean: false));
            var answer = Packet.Read(_client.Take());
            var present = answer[0] == "connack 0 present=1";
            Expect(present || _subscribed.Count == 0, "a session with acknowledged subscriptions is gone");
            if (!present)
            {
                // The standard: the client forgets its part too, and sends what it had under way as new.
                _holding.Clear();
                _sending = _sending is { Released: false } ? _sending : null;
            }
            if (_sending is { Released: true } released)
            {
                _client.Receive(Packet.Pubrel(released.Id));
            }
            else if (_sending is not null)
            {
                Send(again: present);
            }
            Take(answer);
        }

        private void Send(bool again) => _client!.Receive(Packet.Publish(Topic, _sending!.Value.Text, _sending.Value.Id, duplicate: again, qos: 2));

        private void Listen()
        {
            if (_client is not null)
            {
                Take(Packet.Read(_client.Take()));
            }
        }

        private void Take(List<string> packets)
        {
            foreach (var packet in packets)
            {
                var words = packet.Split(' ');
                switch (words[0])
                {
                    case "suback":
                        _subscribed.Add(_asked[Id(words[1].Split(':')[0])]);
                        break;
                    case "publish":
                        var id = Id(words.Single(word => word.StartsWith("id2=", StringComparison.Ordinal))[4..]);
                        if (_holding.Add(id))
                        {
                            Received.Add(words[2]);
                        }
                        _client!.Receive(Packet.Pubrec(id));
                        break;
                    case "pubrel":
                        _holding.Remove(Id(words[1]));
                        _client!.Receive(Packet.Pubcomp(Id(words[1])));
                        break;
                    case "pubrec" when _sending is { Released: false } sending && sending.Id == Id(words[1]):
                        _sending = sending with { Released = true };
                        _client!.Receive(Packet.Pubrel(sending.Id));
                        break;
                    case "pubcomp" when _sending is { Released: true }:
                        _sending = null;
                        Released++;
                        break;
                    default:
                        break;
                }
            }
        }

        private void Expect(bool so, string problem)
        {
            if (!so)
            {
                Problems.Add($"seed {seed}: {problem}");
            }
        }

        private World Start() => new(new() { DownlinksInFlightMax = 2 }, store: _store, intake: _intake, time: _time);

        private static int Id(string text) => int.Parse(text, CultureInfo.InvariantCulture);
    }
}
