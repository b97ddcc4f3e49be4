using Wattline.Gateway.Mqtt;
using Wattline.Tests.Shared;
using Xunit;

namespace Wattline.Tests.Fuzz.Mqtt;

/// <summary>One broker with clients that keep to the standard and clients that do not, for some hundred packets of one seed.</summary>
internal sealed class FuzzWorld : IAuthenticator, IDisposable
{
    private static readonly MqttLimits _limits = new()
    {
        ConnectBytesMax = 512,
        PacketBytesMax = 2_048,
        ConnectionsMax = 8,
        SessionsMax = 6,
        UnacknowledgedMax = 16,
        UnacknowledgedBytesMax = 6_000,
        UnacknowledgedBytesInAllMax = 12_000,
        SubscriptionsMax = 8,
        TopicAliasMax = 4,
        DownlinksInFlightMax = 3,
        DownlinksQueuedMax = 6,
        DownlinksQueuedBytesMax = 8_000,
        FanOutMax = 16,
        RetainedMax = 8,
        RetainedBytesMax = 500,
    };

    private readonly ManualTime _time = new();
    private readonly FuzzIntake _intake = new();
    private readonly Random _random;
    private readonly MqttBroker _broker;
    private readonly HonestClient[] _honest;
    private readonly RogueClient[] _rogues;

    public FuzzWorld(int seed, MqttMetrics metrics)
    {
        _random = new(seed);
        ITopicPolicy policy = seed % 3 == 0 ? new OpenTopicPolicy([]) : new ConcentratorTopicPolicy();
        _broker = new(_intake, this, policy, _limits, _time, metrics);
        _honest = [new("h0", _intake, _random), new("h1", _intake, _random)];
        _rogues = [.. Enumerable.Range(0, 4).Select(i => new RogueClient($"r{i}", _random))];
    }

    public ClientIdentity? Authenticate(in ConnectCredentials credentials) =>
        credentials.User is not { Length: > 0 } user ? null
        : user == "r3" ? new(user, ClientRole.Operator, ["#"])
        : new(user, ClientRole.Device, []);

    /// <summary>Runs so many packets; gives how many acknowledgements were checked, and collects why connections ended.</summary>
    public long Run(int packets, HashSet<CloseReason> reasons)
    {
        for (var i = 0; i < packets; i++)
        {
            switch (_random.Next(12))
            {
                case 0:
                    _intake.Commit(_random.Next(3));
                    break;
                case 1:
                    _intake.IsFull = _random.Next(3) == 0;
                    _intake.Commit(0);
                    break;
                case 2 when _random.Next(4) == 0:
                    _time.Advance(TimeSpan.FromSeconds(_random.Next(3)));
                    _broker.Tick();
                    break;
                case < 7:
                    _honest[_random.Next(_honest.Length)].Act(_broker);
                    break;
                default:
                    var rogue = _rogues[_random.Next(_rogues.Length)];
                    rogue.Act(_broker);
                    if (rogue.Link is { IsClosed: true } ended)
                    {
                        reasons.Add(ended.Connection!.Reason);
                        Assert.NotEqual(CloseReason.None, ended.Connection.Reason);
                    }
                    break;
            }
        }
        CheckBounds();
        Settle();
        return _honest.Sum(client => client.Acknowledged);
    }

    /// <summary>The endpoint closes: nothing is left behind.</summary>
    public void End()
    {
        _broker.Dispose();
        Assert.Empty(_broker.Clients);
        Assert.Equal(0, _broker.OwedBytes);
    }

    /// <summary>With a disk that has room and commits, everything that is owed comes: nobody is left asleep.</summary>
    private void Settle()
    {
        _intake.IsFull = false;
        for (var round = 0; round < 50; round++)
        {
            _intake.Commit(0);
            foreach (var link in _honest.Select(client => client.Link).Concat(_rogues.Select(client => client.Link)))
            {
                if (link is { WantsStep: true })
                {
                    link.Step(inPieces: false);
                }
            }
        }
        Assert.DoesNotContain(_rogues, rogue => rogue.Link is { IsClosed: false } link && link.Connection!.IsPaused);
        foreach (var client in _honest)
        {
            if (client.Link is { IsClosed: false } link)
            {
                Assert.True(link.UnreadBytes == 0 && client.OwedCount == 0, $"left asleep: {link.UnreadBytes} bytes, {client.OwedCount} answers");
            }
        }
    }

    public void Dispose() => _broker.Dispose();

    private void CheckBounds()
    {
        Assert.InRange(_broker.Clients.Count, 0, _limits.ConnectionsMax);
        // Connected sessions are never forgotten for want of room.
        Assert.InRange(_broker.Sessions, 0, _limits.SessionsMax + _limits.ConnectionsMax);
        // A client that owes nothing may always bring one message; what one read holds may go beyond the limit.
        Assert.InRange(_broker.OwedBytes, 0, _limits.UnacknowledgedBytesInAllMax + (_limits.ConnectionsMax * 2L * _limits.PacketBytesMax));
        foreach (var rogue in _rogues)
        {
            if (rogue.Link is { IsClosed: false } link)
            {
                Assert.True(link.Connection!.IsPaused || link.UnreadBytes < _limits.PacketBytesMax, "a packet that is whole was left");
            }
        }
    }
}
