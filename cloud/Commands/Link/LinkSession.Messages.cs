using Wattline.Cloud.Commands.Claims;
using Wattline.Cloud.Contracts;

namespace Wattline.Cloud.Commands.Link;

/// <summary>What a gateway says, and what it is told.</summary>
public sealed partial class LinkSession
{
    private string? _tag;
    private (long Registry, long Claims) _madeFrom = (-1, -1);
    private long _madeAt;
    private long _claimsSeen = -1;
    private long _looked = -CommandLimits.LookMs;
    private long _lookedSlowly = -CommandLimits.SlowLookMs;
    private long _markedAt;
    private long _given;
    private IReadOnlyList<ReplayRequest>? _replays;

    private void Take(LinkMessage message, long now)
    {
        switch (message)
        {
            case LinkHello hello:
                Greet(hello, now);
                break;
            case LinkPresence presence:
                Meet(presence);
                break;
            case LinkBeat beat:
                RegistryHeld = beat.Registry;
                break;
            case LinkReceived received:
                queue.Received(Gateway, received.Number);
                break;
            case LinkOutcome outcome:
                queue.Outcome(Gateway, outcome.Id, outcome.State);
                Send(new LinkNoted([outcome.Id], []));
                break;
            case LinkResult result:
                queue.Result(Gateway, result);
                Send(new LinkNoted([], [result.Number]));
                break;
            case LinkFault wrong:
                Fault = wrong.Reason;
                break;
        }
    }

    private void Greet(LinkHello hello, long now)
    {
        (Group, RegistryHeld, _tag, _markedAt) = (hello.Group, hello.Registry, hello.Registry, now);
        queue.Resume(Gateway, _given = hello.Received);
        Look(now);
    }

    private void Meet(LinkPresence presence)
    {
        if (presence.Reset) _here.Clear();
        foreach (var name in presence.Gone) _here.Remove(name);
        var today = wall.GetUtcNow().ToUnixTimeMilliseconds();
        var evidence = new List<Evidence>();
        foreach (var one in presence.Here)
        {
            if (_here.Count >= LinkLimits.PresentMax && !_here.Contains(one.Name)) continue;
            _here.Add(one.Name);
            _withdrawn.Remove(one.Name);
            evidence.Add(new Evidence(one.Name, today - one.AgeMs));
        }
        claims.Report(Gateway, Group!, evidence, source.Assigned);
        LookAtClaims();
        Mark([.. evidence.Select(static one => one.Concentrator).Where(Holds)]);
    }

    /// <summary>Whether a concentrator is connected there, and nobody else holds it.</summary>
    private bool Holds(string concentrator) => _here.Contains(concentrator) && !_elsewhere.ContainsKey(concentrator) && source.Assigned(concentrator) is { } named && (named.Length == 0 || named == Gateway);

    private void Look(long now)
    {
        if (now - _looked < CommandLimits.LookMs) return;
        _looked = now;
        LookAtClaims();
        LookAtRegistry(now);
        foreach (var command in queue.Take(Gateway, _given, Holds))
        {
            Send(command);
            _given = command.Number;
        }
        if (now - _lookedSlowly < CommandLimits.SlowLookMs) return;
        _lookedSlowly = now;
        claims.Report(Gateway, Group!, source.Heard(Gateway), source.Assigned, CommandLimits.ClockMs);
        var open = source.Replays(Gateway);
        if (open.Count > LinkLimits.ReplaysMax) open = [.. open.Take(LinkLimits.ReplaysMax)];
        // The first is told though it is empty: the gateway may know of an older one.
        if (_replays is null || !open.SequenceEqual(_replays)) Send(new LinkReplays(_replays = open));
        if (now - _markedAt < LinkLimits.MarksEveryMs) return;
        _markedAt = now;
        Mark([.. _here.Where(Holds)]);
    }

    private void LookAtClaims()
    {
        var version = claims.Version();
        if (version != _claimsSeen) _elsewhere = claims.Elsewhere(Group!);
        _claimsSeen = version;
        foreach (var name in _here)
        {
            var holder = _elsewhere.GetValueOrDefault(name) ?? (source.Assigned(name) is { Length: > 0 } named && named != Gateway ? named : null);
            if (holder is null) _withdrawn.Remove(name);
            else if (_withdrawn.Add(name)) Send(new LinkWithdrawn(name, holder));
        }
    }

    private void LookAtRegistry(long now)
    {
        // One that is on its way is finished first: its pieces belong together.
        if (_packedSent < _packed.Length) return;
        var from = (source.RegistryVersion(), _claimsSeen);
        if (from == _madeFrom && now - _madeAt < CommandLimits.RegistryMs) return;
        var document = source.Registry(Gateway, [.. _elsewhere.Keys]);
        var first = _madeFrom.Registry < 0;
        (_madeFrom, _madeAt) = (from, now);
        if (document.Tag == _tag)
        {
            if (first) Send(new LinkBeat(_tag));
            return;
        }
        _tag = document.Tag;
        _packed = Pack(document.Json);
        _packedSent = 0;
        Send(new LinkRegistry(document.Tag, document.Json.Length, _packed.Length));
    }

    private void Mark(IReadOnlyCollection<string> concentrators)
    {
        if (concentrators.Count == 0) return;
        foreach (var marks in source.Marks(concentrators).Chunk(LinkLimits.MarksMax)) Send(new LinkMarks(marks));
    }
}
