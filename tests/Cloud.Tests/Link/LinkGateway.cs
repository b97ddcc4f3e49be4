using System.Text;
using Wattline.Cloud.Commands.Link;
using Wattline.Cloud.Contracts;
using Wattline.Gateway.Domain;
using Wattline.Gateway.Journal;
using Wattline.Gateway.Runtime.Down;
using Wattline.Gateway.Runtime.Registry;
using Wattline.Gateway.Uplinks.Link;
using Wattline.Simulators.Physics;
using Wattline.Tests.World;

namespace Wattline.Tests.Cloud.Tests.Link;

/// <summary>A gateway's core on a disk, its concentrators, and the wire to the cloud's core: stepped by the test.</summary>
internal sealed class LinkGateway : IDownPort
{
    private readonly UnsyncedDisk _commands = new();
    private readonly UnsyncedDisk _messages = new();
    private readonly TimeProvider _wall;
    private readonly Dictionary<ConcentratorId, long> _since = [];
    private readonly List<Action> _unacknowledged = [];
    private JournalCore _journal = null!;
    private LinkClient _client = null!;
    private LinkSession? _session;
    private long _now;
    private byte[] _kept = [];

    public LinkGateway(string name, TimeProvider wall)
    {
        (Name, _wall) = (name, wall);
        Start();
    }

    public string Name { get; }

    public RegistryPort Registry { get; private set; } = new();

    public List<string> Withdrawn { get; } = [];

    /// <summary>What concentrators were given: who, what.</summary>
    public List<(string Concentrator, byte[] Content)> Given { get; } = [];

    /// <summary>What it had looked for last, of what the cloud misses.</summary>
    public long[] Asked { get; private set; } = [];

    /// <summary>Whether commands find their taker.</summary>
    public bool Takes { get; set; } = true;

    public bool IsLinked => _session is not null;

    public LinkEnd End => _client.End;

    public IReadOnlyDictionary<ConcentratorId, TimeSpan> Present => _since.ToDictionary(one => one.Key, one => TimeSpan.FromMilliseconds(_now - one.Value));

    public bool Publish(string topic, ReadOnlyMemory<byte> payload, int qos, bool retain)
    {
        Published.Add((topic, payload.ToArray()));
        return true;
    }

    /// <summary>Everything else that was published down.</summary>
    public List<(string Topic, byte[] Payload)> Published { get; } = [];

    public bool Command(ConcentratorId concentrator, ReadOnlyMemory<byte> payload, TimeSpan within, Action acknowledged)
    {
        if (!Takes || !_since.ContainsKey(concentrator)) return false;
        Given.Add((concentrator.Text, payload.ToArray()));
        _unacknowledged.Add(acknowledged);
        return true;
    }

    /// <summary>A new process on the same disks: memory is gone.</summary>
    public void Start()
    {
        Cut();
        _unacknowledged.Clear();
        _journal = JournalCore.Open(new UnsyncedJournalDisk(_messages), new JournalOptions { SegmentBytes = 64 * 1024 });
        Registry = new RegistryPort();
        if (_kept.Length > 0 && Wattline.Gateway.Uplinks.RegistryMapper.TryRead(_kept, out var state, out _)) Registry.Replace(state);
        _client = new LinkClient(new LinkParts
        {
            Group = Name,
            Held = _kept.Length > 0 ? LinkClient.TagOf(_kept) : null,
            Registry = Registry,
            Keep = bytes => _kept = bytes.ToArray(),
            Outbox = new CommandOutbox(new UnsyncedJournalDisk(_commands), _wall),
            Results = new ResultLane(_journal.OpenReader(JournalStream.Other)),
            Down = this,
            Replay = (open, _) => Asked = [.. open.Select(request => request.Id)],
            Withdrawn = told => Withdrawn.Add(told.Concentrator),
        });
    }

    public void Arrive(string concentrator) => _since[ConcentratorId.Parse(concentrator)] = _now;

    public void Leave(string concentrator) => _since.Remove(ConcentratorId.Parse(concentrator));

    public bool Has(string concentrator) => _since.ContainsKey(ConcentratorId.Parse(concentrator));

    /// <summary>The concentrators acknowledge everything that they were given.</summary>
    public void Acknowledge()
    {
        foreach (var acknowledged in _unacknowledged) acknowledged();
        _unacknowledged.Clear();
    }

    /// <summary>A concentrator answers a command: the envelope with [id, "x"].</summary>
    public void Answer(string concentrator, long id)
    {
        byte[] result = [0x88, 1, 7, 3, 1, 1, 0, 0xF6, 0x82, .. id < 24 ? (byte[])[(byte)id] : [0x18, (byte)id], 0x61, 0x78];
        _journal.Append(JournalStream.Other, 0, Encoding.ASCII.GetBytes($"v1/up/{concentrator}/results"), result, out _);
        _journal.Commit();
    }

    public void Link(LinkSession session)
    {
        _session = session;
        _client.Opened(_now);
    }

    /// <summary>The cloud says something that its core would not.</summary>
    public void Hear(LinkMessage message) => _client.Receive(LinkJson.Write(message), _now);

    /// <summary>The connection is lost, with whatever was on its way.</summary>
    public void Cut()
    {
        _session?.Stop(LinkEnd.Gone);
        _session = null;
        _client?.Closed();
    }

    /// <summary>Steps both sides and moves what they have to say.</summary>
    /// <param name="now">Milliseconds.</param>
    /// <param name="lost">Asked before each message: whether the connection is lost at this moment.</param>
    public void Step(long now, Func<bool> lost)
    {
        _now = now;
        _client.Step(now);
        if (_session is not { } session) return;
        session.Step(now);
        for (var moved = true; moved && _session is not null;)
        {
            moved = false;
            if (_client.TryTake(out var up))
            {
                moved = true;
                if (lost()) Cut();
                else session.Receive(up.Span, now);
            }
            if (_session is not null && session.TryTake(out var down, out var text))
            {
                moved = true;
                if (lost()) Cut();
                else if (text) _client.Receive(down.Span, now);
                else _client.ReceivePiece(down.Span, now);
            }
            // What came is taken by the next step.
            if (!moved) continue;
            _client.Step(now);
            session.Step(now);
        }
        if (_session is not null && (session.End != LinkEnd.None || _client.End != LinkEnd.None)) Cut();
    }
}
