namespace Wattline.Gateway.Runtime.Replays;

/// <summary>What was found of one request.</summary>
internal sealed class ReplaySearch(long id, ReplayRange range)
{
    private readonly SortedSet<long> _found = [];
    private readonly List<Action<IReadOnlyList<ReplayRange>>> _told = [];

    public long Id { get; } = id;

    public ReplayRange Range { get; } = range;

    public ulong Source { get; } = ReplayIndex.SourceOf(range);

    /// <summary>When it was done, milliseconds; null while it is not.</summary>
    public long? DoneAt { get; set; }

    /// <summary>Whether it is asked for, and not here yet.</summary>
    public bool Wants(ulong source, long sequence) => source == Source && sequence >= Range.First && sequence <= Range.Last && !_found.Contains(sequence);

    /// <summary>It is here.</summary>
    public void Find(ulong source, long sequence)
    {
        if (Wants(source, sequence)) _found.Add(sequence);
    }

    /// <summary>What is not here, of a range within <see cref="Range"/>.</summary>
    public IReadOnlyList<ReplayRange> Rest(long first, long last)
    {
        var rest = new List<ReplayRange>();
        foreach (var sequence in _found.GetViewBetween(first, last))
        {
            if (sequence > first) rest.Add(Range with { First = first, Last = sequence - 1 });
            first = sequence + 1;
        }
        if (first <= last) rest.Add(Range with { First = first, Last = last });
        return rest;
    }

    public void Tell(Action<IReadOnlyList<ReplayRange>> told) => _told.Add(told);

    /// <summary>Nobody is added any more: those who wait are told.</summary>
    public void Done()
    {
        foreach (var told in _told) told(Rest(Range.First, Range.Last));
        _told.Clear();
    }
}
