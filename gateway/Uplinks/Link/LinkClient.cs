using Wattline.Cloud.Contracts;
using Wattline.Gateway.Domain;
using Wattline.Gateway.Runtime.Down;

namespace Wattline.Gateway.Uplinks.Link;

/// <summary>
/// The gateway's side of the link (docs/cloudlink.md, down). It outlives connections: each begins with what the gateway holds, and the
/// cloud goes on from there. Without a connection it still gives out what is in the outbox. Stepped; one thread at a time.
/// </summary>
public sealed partial class LinkClient
{
    /// <summary>How often it is looked who is there.</summary>
    private const long LookMs = 500;

    /// <summary>How often what the cloud misses is asked for again: it may be with a concentrator that has just come.</summary>
    private const long ReplayMs = 5_000;

    /// <summary>A connection is another one when it is younger than before by more than clocks and looks are off.</summary>
    private const long SameMs = 250;

    private readonly LinkParts _parts;
    private readonly Queue<byte[]> _outgoing = new();
    private readonly Dictionary<ConcentratorId, long> _told = [];
    private readonly HashSet<long> _outcomesTold = [];
    private IReadOnlyDictionary<ConcentratorId, TimeSpan> _present = new Dictionary<ConcentratorId, TimeSpan>();
    private IReadOnlyList<ReplayRequest> _replays = [];
    private long _outgoingBytes;
    private long _receivedTold;
    private long _heardAt;
    private long _sentAt;
    private long _lookedAt = -LookMs;
    private long _replayedAt = -ReplayMs;
    private bool _open;

    /// <summary>Begins without a connection.</summary>
    public LinkClient(LinkParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        _parts = parts;
        _held = parts.Held;
    }

    /// <summary>Why the connection is to end; <see cref="LinkEnd.None"/> while it goes on.</summary>
    public LinkEnd End { get; private set; } = LinkEnd.Gone;

    /// <summary>What was wrong with the cloud's last message.</summary>
    public ContractFault? Wrong { get; private set; }

    /// <summary>Whether the cloud has said, on this connection, that the registry here is the one that holds.</summary>
    public bool IsCurrent { get; private set; }

    /// <summary>A connection was made.</summary>
    /// <param name="now">Milliseconds of a clock that only goes forward.</param>
    public void Opened(long now)
    {
        _outgoing.Clear();
        _outgoingBytes = 0;
        _told.Clear();
        _outcomesTold.Clear();
        _parts.Results.Again();
        _replays = [];
        (_open, End, Wrong, IsCurrent) = (true, LinkEnd.None, null, false);
        (_heardAt, _sentAt, _receivedTold, _incoming) = (now, now, _parts.Outbox.Received, null);
        Send(new LinkHello(_held, _parts.Outbox.Received, _parts.Group));
        Look(now);
        Tell(now, reset: true);
    }

    /// <summary>The connection is gone.</summary>
    public void Closed()
    {
        _open = false;
        // What closes meanwhile nobody would tell; what stays open is told again.
        _replays = [];
        Stop(LinkEnd.Gone);
        _incoming = null;
    }

    /// <summary>Ends the connection.</summary>
    public void Stop(LinkEnd end)
    {
        if (End == LinkEnd.None) End = end;
    }

    /// <summary>Some bytes came, of whatever: the other side lives.</summary>
    public void Heard(long now) => _heardAt = now;

    /// <summary>A text message came.</summary>
    public void Receive(ReadOnlySpan<byte> text, long now)
    {
        if (End != LinkEnd.None) return;
        Heard(now);
        if (!LinkJson.TryRead(text, out var message, out var wrong))
        {
            Wrong = wrong;
            Stop(LinkEnd.Malformed);
        }
        else if (message is not ILinkDown)
        {
            Stop(LinkEnd.Unexpected);
        }
        else
        {
            Take(message);
        }
    }

    /// <summary>Does what time brings, with and without a connection.</summary>
    /// <param name="now">Milliseconds of a clock that only goes forward.</param>
    public void Step(long now)
    {
        if (now - _lookedAt >= LookMs)
        {
            Look(now);
            if (now - _replayedAt >= ReplayMs)
            {
                _replayedAt = now;
                _parts.Replay(_replays, now);
            }
            if (_open) Tell(now, reset: false);
        }
        _parts.Outbox.Step(_parts.Down, _present);
        if (!_open || End != LinkEnd.None) return;
        if (now - _heardAt >= LinkLimits.SilenceMs)
        {
            Stop(LinkEnd.Silent);
            return;
        }
        Report();
        if (now - _sentAt < LinkLimits.BeatMs) return;
        _sentAt = now;
        Send(new LinkBeat(_held));
    }

    /// <summary>Gives the next message to send, as text.</summary>
    public bool TryTake(out ReadOnlyMemory<byte> bytes)
    {
        bytes = default;
        if (!_outgoing.TryDequeue(out var message)) return false;
        _outgoingBytes -= message.Length;
        bytes = message;
        return true;
    }

    private void Look(long now)
    {
        _lookedAt = now;
        _present = _parts.Down.Present;
    }

    /// <summary>Says who came and who went since it was last said.</summary>
    private void Tell(long now, bool reset)
    {
        var here = new List<LinkConcentrator>();
        foreach (var (concentrator, age) in _present)
        {
            var since = now - (long)age.TotalMilliseconds;
            if (_told.TryGetValue(concentrator, out var known) && since - known <= SameMs) continue;
            if (_told.Count >= LinkLimits.PresentMax && !_told.ContainsKey(concentrator)) continue;
            _told[concentrator] = since;
            here.Add(new LinkConcentrator(concentrator.Text, Math.Max((long)age.TotalMilliseconds, 0)));
        }
        var gone = _told.Keys.Where(concentrator => !_present.ContainsKey(concentrator)).ToList();
        foreach (var concentrator in gone) _told.Remove(concentrator);
        while (reset || here.Count > 0 || gone.Count > 0)
        {
            Send(new LinkPresence(reset, [.. here.Take(LinkLimits.NamesMax)], [.. gone.Take(LinkLimits.NamesMax).Select(static one => one.Text)]));
            here.RemoveRange(0, Math.Min(here.Count, LinkLimits.NamesMax));
            gone.RemoveRange(0, Math.Min(gone.Count, LinkLimits.NamesMax));
            reset = false;
        }
    }

    /// <summary>Says what is on disk, what became of commands, and what concentrators answered.</summary>
    private void Report()
    {
        if (_parts.Outbox.Received > _receivedTold) Send(new LinkReceived(_receivedTold = _parts.Outbox.Received));
        foreach (var outcome in _parts.Outbox.Outcomes)
            if (_outcomesTold.Add((outcome.Id << 2) ^ (long)outcome.State)) Send(outcome);
        while (_parts.Results.TryNext(out var result)) Send(result!);
    }

    private void Send(LinkMessage message)
    {
        var bytes = LinkJson.Write(message);
        _outgoing.Enqueue(bytes);
        _outgoingBytes += bytes.Length;
        if (_outgoing.Count > LinkLimits.QueueMax || _outgoingBytes > LinkLimits.QueueBytesMax) Stop(LinkEnd.NotReading);
    }
}
