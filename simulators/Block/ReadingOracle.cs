using System.Globalization;
using Wattline.Simulators.Physics;

namespace Wattline.Simulators.Block;

/// <summary>
/// Holds what the cloud stored against what the meters measured: expected = stored + explained. What is expected is
/// counted from the plan and the meters alone; an explanation counts only if it names what was injected and leaves
/// no time in which the value could have been read.
/// </summary>
public sealed class ReadingOracle
{
    // A meter that was away for days is read again within hours, fair among the others.
    private const long CatchUpSeconds = 6 * 3600;

    private enum Fate : byte { None, Stored, Explained, Wrong }

    private readonly ResidentialBlock _block;
    private readonly long _firstSlot;
    private readonly int _slots;
    private readonly int _every;
    private readonly List<(string Concentrator, long First, long Last, string? Cause)> _outages = [];
    private readonly Dictionary<string, (BlockMeter Meter, Fate[] Fates)> _meters = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Meter, string Obis, long Slot), StoredReading> _kept = [];
    private readonly Dictionary<string, ProfileMemory> _profiles = new(StringComparer.Ordinal);

    /// <summary>Expects the slots from the first to the last, both included.</summary>
    /// <param name="block">The meters and the faults that were injected.</param>
    /// <param name="firstSlot">Unix seconds.</param>
    /// <param name="lastSlot">Unix seconds.</param>
    public ReadingOracle(ResidentialBlock block, long firstSlot, long lastSlot)
    {
        ArgumentNullException.ThrowIfNull(block);
        _block = block;
        _every = block.Options.EverySeconds;
        _firstSlot = firstSlot;
        _slots = lastSlot < firstSlot ? 0 : (int)((lastSlot - firstSlot) / _every) + 1;
        foreach (var meter in block.Meters)
        {
            _meters[meter.Id] = (meter, new Fate[_slots * meter.ReadFor.Count]);
            if (block.Options.ReadsMemory && meter.IsDlt645)
                _profiles[meter.Id] = new ProfileMemory(meter, block.Clock.NowMicros);
        }
        Tally.Expected = block.Meters.Sum(meter => (long)_slots * meter.ReadFor.Count);
    }

    /// <summary>The result so far.</summary>
    public ReadingTally Tally { get; } = new();

    /// <summary>Takes one stored identity; what nobody expects (other meters, other slots) is left alone.</summary>
    public void Add(in StoredReading stored)
    {
        var index = (stored.SlotUnixSeconds - _firstSlot) / _every;
        if (!_meters.TryGetValue(stored.Meter, out var entry))
            return;
        var channel = Channel(entry.Meter, stored.Obis);
        if (stored is { Kind: "freeze", Value: not null } && channel >= 0)
            _kept[(stored.Meter, stored.Obis, stored.SlotUnixSeconds)] = stored;
        if (stored.Kind != "register" || channel < 0 || index < 0 || index >= _slots
            || (stored.SlotUnixSeconds - _firstSlot) % _every != 0)
            return;
        ref var fate = ref entry.Fates[index * entry.Meter.ReadFor.Count + channel];
        if (fate != Fate.None || (stored.Values > 1 && !IsReadAgain(entry.Meter, stored.SlotUnixSeconds)))
        {
            Tally.Duplicates++;
            Tally.Tell($"{Name(stored)} is stored {Math.Max(2, stored.Values)} times");
        }
        fate = Judge(stored, entry.Meter);
    }

    /// <summary>Who finds an old flash reads the open slot again: both values are the meter's, and one is in use.</summary>
    private bool IsReadAgain(BlockMeter meter, long slot)
    {
        var from = (slot - VirtualClock.Start.ToUnixTimeSeconds()) * 1_000_000;
        return _block.WasFlashRestored(meter, from, from + _every * 1_000_000L);
    }

    /// <summary>Takes slots of a concentrator that one message explains; what is stored of them all the same counts as it is stored.</summary>
    public void AddOutage(string concentrator, long firstSlot, long lastSlot, string cause) => _outages.Add((concentrator, firstSlot, lastSlot, cause));

    /// <summary>Counts what never came. Call once, when everything that is stored was added.</summary>
    public ReadingTally Close()
    {
        foreach (var (meter, fates) in _meters.Values)
            for (var i = 0; i < fates.Length; i++)
                if (fates[i] == Fate.None)
                {
                    var slot = _firstSlot + (long)(i / meter.ReadFor.Count) * _every;
                    var obis = meter.ReadFor[i % meter.ReadFor.Count];
                    if (_kept.TryGetValue((meter.Id, obis, slot), out var kept))
                    {
                        fates[i] = JudgeKept(kept);
                        continue;
                    }
                    var outage = _outages.Find(told => told.Concentrator == meter.Concentrator && slot >= told.First && slot <= told.Last);
                    if (outage.Cause is { } cause)
                    {
                        fates[i] = Judge(new StoredReading(meter.Id, obis, slot, null, cause, false, 1), meter);
                        continue;
                    }
                    Tally.Unexplained++;
                    Tally.Tell($"{meter.Id} {obis} {Time(slot)} is missing");
                }
        return Tally;
    }

    /// <summary>What the meter's profile gave in the place of a register that was missed.</summary>
    private Fate JudgeKept(in StoredReading kept)
    {
        if (kept.Values > 1 || !_profiles.TryGetValue(kept.Meter, out var profile) || !profile.Has(kept.Obis, kept.SlotUnixSeconds, kept.Value!))
        {
            Tally.Unexplained++;
            Tally.Tell($"{Name(kept)} is {kept.Value} ({kept.Values} values), which the meter did not record");
            return Fate.Wrong;
        }
        Tally.Stored++;
        Tally.Remembered++;
        Tally.Flagged += kept.Flagged ? 1 : 0;
        return Fate.Stored;
    }

    private Fate Judge(in StoredReading stored, BlockMeter meter)
    {
        var from = (stored.SlotUnixSeconds - VirtualClock.Start.ToUnixTimeSeconds()) * 1_000_000;
        var until = from + _every * 1_000_000L;
        if (stored.Value is { } value)
        {
            // A window without the time began within its slot, and lasts as long.
            if (!meter.Showed(stored.Obis, value, from, until + (TimelessAt(meter, from, until) is null ? 0 : _every * 1_000_000L)))
            {
                Tally.Unexplained++;
                Tally.Tell($"{Name(stored)} is {value}, which the meter did not show then");
                return Fate.Wrong;
            }
            Tally.Stored++;
            Tally.Flagged += stored.Flagged ? 1 : 0;
            return Fate.Stored;
        }
        var cause = stored.Cause ?? "";
        Tally.Explained++;
        Tally.ExplainedBy[cause] = Tally.ExplainedBy.GetValueOrDefault(cause) + 1;
        var objection = cause == "no_clock" ? ExplainsTimeless(meter, from, until) : _block.Explains(cause, meter, from, until);
        // What came to an end before the run's last hours could still be read from the meter.
        if (_profiles.TryGetValue(meter.Id, out var profile) && stored.SlotUnixSeconds < _firstSlot + (_slots * (long)_every) - CatchUpSeconds
            && profile.Keeps(stored.Obis, stored.SlotUnixSeconds))
            objection = "the meter's load profile has it";
        if (objection is not null)
        {
            Tally.ExplainedFalsely++;
            Tally.Tell($"{Name(stored)} is explained by {cause}, but {objection}");
        }
        return Fate.Explained;
    }

    private (long FromMicros, long UntilMicros)? TimelessAt(BlockMeter meter, long from, long until)
    {
        foreach (var span in _block.Concentrators.First(one => one.Name == meter.Concentrator).Timeless)
            if (span.FromMicros < until && span.UntilMicros > from - _every * 1_000_000L)
                return span;
        return null;
    }

    /// <summary>Without the time a slot stays empty only if the device was cut off before the time came, or its meter did not answer.</summary>
    private string? ExplainsTimeless(BlockMeter meter, long from, long until)
    {
        if (TimelessAt(meter, from, until) is not { } span)
            return "the time was known";
        var every = _every * 1_000_000L;
        // Cut off before the time came back; what the start read that had it first is dated by what it was.
        var cuts = _block.Faults.Of(meter.Concentrator, span.FromMicros, span.UntilMicros + every).Where(fault => fault.Kind == FaultKind.Crash).ToList();
        var isCut = cuts.Exists(fault => fault.EndMicros > from - every) && cuts.Exists(fault => fault.StartMicros < until + every);
        var isSilent = _block.Faults.Of(meter.Id, from - every, until + every).Any();
        // What the time came in is read again; what came before the clock was lost was read.
        var isEdge = until + every >= span.UntilMicros || from <= span.FromMicros + every;
        return isCut || isSilent || isEdge ? null : "the window was read, and can be dated";
    }

    private static int Channel(BlockMeter meter, string obis)
    {
        for (var i = 0; i < meter.ReadFor.Count; i++)
            if (meter.ReadFor[i] == obis)
                return i;
        return -1;
    }

    private static string Name(in StoredReading stored) => $"{stored.Meter} {stored.Obis} {Time(stored.SlotUnixSeconds)}";

    private static string Time(long slot) =>
        DateTimeOffset.FromUnixTimeSeconds(slot).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
