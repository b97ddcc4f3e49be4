using System.Runtime.InteropServices;

namespace Wattline.Gateway.Runtime.Replays;

/// <summary>A stretch of the journal, and which sequences of whom lie in it: what a search need not read.</summary>
internal sealed class ReplayBlock(long firstLsn)
{
    private readonly Dictionary<ulong, (long First, long Last)> _sequences = [];

    public long FirstLsn { get; } = firstLsn;

    public int Count => _sequences.Count;

    public void Add(ulong source, long sequence)
    {
        ref var range = ref CollectionsMarshal.GetValueRefOrAddDefault(_sequences, source, out var known);
        range = known ? (Math.Min(range.First, sequence), Math.Max(range.Last, sequence)) : (sequence, sequence);
    }

    public bool MayHold(ulong source, long first, long last) => _sequences.TryGetValue(source, out var range) && range.First <= last && range.Last >= first;
}
