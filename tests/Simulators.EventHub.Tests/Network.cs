using System.Buffers;
using Wattline.Cloud.EventHubs.Client;
using Wattline.Cloud.EventHubs.Engine;
using Wattline.Cloud.EventHubs.Events;
using Wattline.Simulators.EventHub;
using Wattline.Simulators.EventHub.Hubs;
using Wattline.Simulators.EventHub.Storage;
using Wattline.Tests.Shared;

namespace Wattline.Tests.Simulators.EventHub;

/// <summary>An endpoint and its clients on one manual clock, without sockets: bytes go from one to the other when told.</summary>
internal sealed class Network
{
    private readonly List<Member> _members = [];

    public Network(EndpointSettings? settings = null, IEventStore? store = null)
    {
        Settings = settings ?? new EndpointSettings { Hubs = [new HubSettings("readings", 4, ["billing"])] };
        Endpoint = new EventHubEndpoint(Settings, Time, store);
    }

    public ManualTime Time { get; } = new();

    public EndpointSettings Settings { get; }

    public EventHubEndpoint Endpoint { get; private set; }

    /// <summary>Whether dials are answered.</summary>
    public bool IsUp { get; set; } = true;

    public static EventData Event(string text) => new() { Body = System.Text.Encoding.UTF8.GetBytes(text), MessageId = text };

    public HubClient Client(string hub = "readings", string key = EndpointSettings.DefaultKey, ITokenProvider? tokens = null, Func<HubClientSettings, HubClientSettings>? configure = null, bool needsToken = true)
    {
        var settings = new HubClientSettings { Host = "localhost:5672", Hub = hub, ContainerId = $"c{_members.Count}" };
        var client = new HubClient(configure is null ? settings : configure(settings), needsToken ? tokens ?? new SasTokenProvider(EndpointSettings.DefaultKeyName, key) : null, Time, new Random(_members.Count + 1));
        _members.Add(new Member(client));
        return client;
    }

    /// <summary>Moves everything that can move, without time passing.</summary>
    public void Settle()
    {
        for (int quiet = 0; quiet < 2; quiet++)
        {
            foreach (var member in _members)
            {
                if (member.Exchange(this))
                {
                    quiet = -1;
                }
            }
        }
    }

    /// <summary>Lets time pass in small steps, and moves everything in each.</summary>
    public void Run(TimeSpan time, TimeSpan? step = null)
    {
        var by = step ?? TimeSpan.FromMilliseconds(50);
        Settle();
        for (var passed = TimeSpan.Zero; passed < time; passed += by)
        {
            Time.Advance(by);
            Endpoint.Step();
            Settle();
        }
    }

    /// <summary>Runs until something is so.</summary>
    public bool Until(Func<bool> so, TimeSpan? within = null)
    {
        var limit = Time.GetUtcNow() + (within ?? TimeSpan.FromMinutes(3));
        Settle();
        while (!so() && Time.GetUtcNow() < limit)
        {
            Run(TimeSpan.FromMilliseconds(50));
        }
        return so();
    }

    /// <summary>The endpoint goes, and another comes with what a store has.</summary>
    public void Restart(IEventStore? store)
    {
        Cut();
        Settle();
        Endpoint = new EventHubEndpoint(Settings, Time, store);
    }

    /// <summary>Cuts all connections.</summary>
    public void Cut()
    {
        foreach (var member in _members)
        {
            member.Cut();
        }
    }

    private sealed class Member(HubClient client)
    {
        private BufferTransport? _up;
        private BufferTransport? _down;
        private EndpointConnection? _server;
        private byte[] _toServer = [];
        private byte[] _toClient = [];
        private bool _cut;

        public void Cut() => _cut = true;

        public bool Exchange(Network network)
        {
            bool moved = false;
            if (client.WantsTransport)
            {
                moved = true;
                if (!network.IsUp)
                {
                    client.Lost();
                    return true;
                }
                (_up, _down, _toServer, _toClient, _cut) = (new BufferTransport(), new BufferTransport(), [], [], false);
                client.Connect(_up);
                _server = network.Endpoint.Accept(_down, Cut);
            }
            client.Step();
            if (_up is null)
            {
                return moved;
            }
            if (_cut || _server is null)
            {
                _up = null;
                _server?.Lost();
                client.Lost();
                return true;
            }
            byte[] up = _up.Take();
            _toServer = Feed([.. _toServer, .. up], _server.Process);
            byte[] down = _down!.Take();
            if (_cut)
            {
                return true;
            }
            _toClient = Feed([.. _toClient, .. down], client.Process);
            if (client.IsDown || _server.IsClosed)
            {
                client.Step();
                _up = null;
                _server.Lost();
                if (!client.IsDown)
                {
                    client.Lost();
                }
                return true;
            }
            return moved || up.Length + down.Length > 0;
        }

        private static byte[] Feed(byte[] bytes, Processing process)
        {
            if (bytes.Length == 0)
            {
                return bytes;
            }
            var input = new ReadOnlySequence<byte>(bytes);
            return input.Slice(process(input)).ToArray();
        }

        private delegate SequencePosition Processing(in ReadOnlySequence<byte> input);
    }
}
