using System.Runtime.InteropServices;

namespace Wattline.Gateway.Domain;

/// <summary>The readings of one message. Built to be filled, handed on and filled again: it keeps its memory and allocates nothing for a reading.</summary>
public sealed class ReadingsMessage : Message
{
    private readonly List<ReadingEntry> _entries = [];
    private readonly List<ReadingValue> _values = [];

    /// <summary>The plan version that was in use; null for SenML.</summary>
    public long? Plan { get; set; }

    /// <summary>What its values are.</summary>
    public ReadingKind Kind { get; set; }

    /// <summary>Unix seconds, the nominal time of all entries; null for SenML, whose entries have their own.</summary>
    public long? Slot { get; set; }

    /// <summary>Uptime milliseconds at which their window began, where the device did not know the time: the cloud dates them. Null else.</summary>
    public long? BeganMs { get; set; }

    /// <summary>Seconds from slot to slot, beside <see cref="BeganMs"/>.</summary>
    public int EveryS { get; set; }

    /// <summary>Seconds that each value covers; 0 for registers and freezes.</summary>
    public int LengthS { get; set; }

    /// <summary>The entries, in the order they were sent.</summary>
    public ReadOnlySpan<ReadingEntry> Entries => CollectionsMarshal.AsSpan(_entries);

    /// <summary>Values of all entries, with those that are missing.</summary>
    public int ValueCount => _values.Count;

    /// <summary>The values of an entry.</summary>
    public ReadOnlySpan<ReadingValue> ValuesOf(in ReadingEntry entry) =>
        CollectionsMarshal.AsSpan(_values).Slice(entry.FirstValue, entry.ValueCount);

    /// <summary>Empties it, and keeps its memory.</summary>
    public void Clear()
    {
        ClearEntries();
        Plan = Slot = BeganMs = null;
        EveryS = 0;
        LengthS = 0;
        Kind = ReadingKind.Register;
        Header = default;
    }

    /// <summary>Throws its entries away.</summary>
    public void ClearEntries()
    {
        _entries.Clear();
        _values.Clear();
    }

    /// <summary>Adds an entry without values; those that follow are its own.</summary>
    public void AddEntry(MeterId meter, long slot, long offsetMs, bool fromMeter, QualitySet quality) =>
        _entries.Add(new ReadingEntry(meter, slot, offsetMs, fromMeter, quality, _values.Count, 0));

    /// <summary>Adds a value to the last entry.</summary>
    public void AddValue(ReadingValue value)
    {
        _values.Add(value);
        ref var entry = ref CollectionsMarshal.AsSpan(_entries)[^1];
        entry = entry with { ValueCount = entry.ValueCount + 1 };
    }

    /// <summary>Adds quality codes to an entry.</summary>
    public void Flag(int entry, Quality quality)
    {
        ref var flagged = ref CollectionsMarshal.AsSpan(_entries)[entry];
        flagged = flagged with { Quality = flagged.Quality.With(quality) };
    }

    /// <summary>Sets all of an entry but its values: for readers, which learn them in any order.</summary>
    public void SetEntry(int entry, MeterId meter, long slot, long offsetMs, QualitySet quality)
    {
        ref var known = ref CollectionsMarshal.AsSpan(_entries)[entry];
        known = known with { Meter = meter, Slot = slot, OffsetMs = offsetMs, Quality = quality };
    }

    /// <summary>Sets an entry's nominal time, Unix seconds.</summary>
    public void SetSlot(int entry, long slot)
    {
        ref var dated = ref CollectionsMarshal.AsSpan(_entries)[entry];
        dated = dated with { Slot = slot };
    }
}
