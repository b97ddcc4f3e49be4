namespace Wattline.Simulators.Block;

/// <summary>What became of every reading that the plan entitles us to.</summary>
public sealed class ReadingTally
{
    /// <summary>Problems that are told in words; the counts hold them all.</summary>
    private const int ProblemsMax = 20;

    private readonly List<string> _problems = [];

    /// <summary>Counted by the simulated meters from the plan.</summary>
    public long Expected { get; internal set; }

    /// <summary>Stored once, with a value that the meter showed in the slot's window.</summary>
    public long Stored { get; internal set; }

    /// <summary>Of these, those that the meter's load profile gave.</summary>
    public long Remembered { get; internal set; }

    /// <summary>Absent, with a cause.</summary>
    public long Explained { get; internal set; }

    /// <summary>How often each cause was named.</summary>
    public SortedDictionary<string, long> ExplainedBy { get; } = new(StringComparer.Ordinal);

    /// <summary>Neither stored nor explained, or stored with a value that the meter never showed.</summary>
    public long Unexplained { get; internal set; }

    /// <summary>Explained by what nobody injected, or though the value could still be read.</summary>
    public long ExplainedFalsely { get; internal set; }

    /// <summary>Stored more than once.</summary>
    public long Duplicates { get; internal set; }

    /// <summary>True values that a quality code doubts.</summary>
    public long Flagged { get; internal set; }

    /// <summary>The first problems, in words.</summary>
    public IReadOnlyList<string> Problems => _problems;

    internal void Tell(string problem)
    {
        if (_problems.Count < ProblemsMax)
            _problems.Add(problem);
    }
}
