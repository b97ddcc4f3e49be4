using System.Collections.Concurrent;
using Wattline.Cloud.Contracts;
using Wattline.Gateway.Domain;
using Wattline.Gateway.Journal;
using Wattline.Gateway.Runtime.Down;

namespace Wattline.Gateway.Uplinks.Link;

/// <summary>
/// Commands from the cloud until their concentrator has them: on disk before the cloud is told so, each number once. One is given out when
/// its concentrator is there and its time is not over; what became of it stays until the cloud has noted it. Stepped; one thread at a time.
/// </summary>
public sealed class CommandOutbox
{
    private readonly IJournalDisk _disk;
    private readonly TimeProvider _wall;
    private readonly SortedDictionary<long, OutboxEntry> _entries = [];
    private readonly ConcurrentQueue<long> _acknowledged = new();
    private long _received;
    private bool _changed;

    /// <summary>Takes up what an earlier start left.</summary>
    /// <param name="disk">A directory of its own; stays the caller's.</param>
    /// <param name="wall">Says whose time is over.</param>
    public CommandOutbox(IJournalDisk disk, TimeProvider wall)
    {
        (_disk, _wall) = (disk, wall);
        if (OutboxFile.Load(disk, out var damaged) is { } state)
        {
            _received = Received = state.Received;
            foreach (var entry in state.Entries) _entries[entry.Command.Number] = entry;
        }
        WasDamaged = damaged;
    }

    /// <summary>Whether what an earlier start left could not be read: the cloud gives again what it has no word of.</summary>
    public bool WasDamaged { get; }

    /// <summary>The highest number that is on disk.</summary>
    public long Received { get; private set; }

    /// <summary>Commands whose end is open.</summary>
    public int Open => _entries.Values.Count(static entry => entry.Outcome is null);

    /// <summary>Given out since the start.</summary>
    public long Given { get; private set; }

    /// <summary>What became of commands and is on disk, for the cloud.</summary>
    public IReadOnlyList<LinkOutcome> Outcomes { get; private set; } = [];

    /// <summary>Takes a command; one whose number it has had changes nothing.</summary>
    public void Take(LinkCommand command)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (command.Number <= _received) return;
        (_received, _changed) = (command.Number, true);
        // A cloud that was restored may send under another number what is here: it has its turn already.
        if (_entries.Values.Any(entry => entry.Command.Id == command.Id)) return;
        var isFull = _entries.Count >= LinkLimits.CommandsUnderWayMax;
        _entries[command.Number] = new OutboxEntry(isFull ? command with { Content = [] } : command, Given: false, isFull ? LinkOutcomeState.Refused : null);
    }

    /// <summary>The cloud has noted what became of these: they are forgotten.</summary>
    public void Noted(IReadOnlyList<long> ids)
    {
        foreach (var number in _entries.Where(entry => entry.Value.Outcome is not null && ids.Contains(entry.Value.Command.Id)).Select(static entry => entry.Key).ToList())
            _changed |= _entries.Remove(number);
    }

    /// <summary>Writes what changed, and gives out what may go.</summary>
    /// <param name="down">The way to concentrators.</param>
    /// <param name="present">Who is there.</param>
    public void Step(IDownPort down, IReadOnlyDictionary<ConcentratorId, TimeSpan> present)
    {
        var now = _wall.GetUtcNow().ToUnixTimeMilliseconds();
        while (_acknowledged.TryDequeue(out var number)) End(number, LinkOutcomeState.Delivered);
        foreach (var (number, entry) in _entries.Where(entry => entry.Value.Outcome is null && entry.Value.Command.ExpiresMs <= now).ToList())
            End(number, entry.Given ? LinkOutcomeState.Unconfirmed : LinkOutcomeState.Expired);
        if (_changed && !Save()) return;
        foreach (var (number, entry) in _entries.Where(static entry => entry.Value is { Given: false, Outcome: null }).ToList())
        {
            var command = entry.Command;
            if (!present.ContainsKey(ConcentratorId.Parse(command.Concentrator))) continue;
            // Noted as given after it is: a crash in between gives it again, as QoS 1 may, and the device knows it by its decision number.
            if (!down.Command(ConcentratorId.Parse(command.Concentrator), command.Content, TimeSpan.FromMilliseconds(command.ExpiresMs - now), () => _acknowledged.Enqueue(number))) continue;
            _entries[number] = entry with { Given = true };
            Given++;
            _changed = true;
        }
        if (_changed) Save();
    }

    private void End(long number, LinkOutcomeState outcome)
    {
        // The acknowledgement of one whose time ran out in the meantime is the better word.
        if (!_entries.TryGetValue(number, out var entry) || entry.Outcome is LinkOutcomeState.Delivered || entry.Outcome == outcome) return;
        _entries[number] = entry with { Outcome = outcome };
        _changed = true;
    }

    private bool Save()
    {
        if (!OutboxFile.Save(_disk, new OutboxState(_received, [.. _entries.Values]))) return false;
        _changed = false;
        Received = _received;
        Outcomes = [.. _entries.Values.Where(static entry => entry.Outcome is not null).Select(static entry => new LinkOutcome(entry.Command.Id, entry.Outcome!.Value))];
        return true;
    }
}
