namespace Wattline.Simulators.Physics;

/// <summary>Seeds of parts from the seed of a run, the same in every process.</summary>
public static class Seeds
{
    /// <summary>The seed of a named part.</summary>
    public static int Of(int seed, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        // FNV-1a: string.GetHashCode differs from process to process.
        var hash = 2166136261u;
        foreach (var character in name)
            hash = (hash ^ character) * 16777619u;
        for (var shift = 0; shift < 32; shift += 8)
            hash = (hash ^ (uint)(seed >> shift & 0xFF)) * 16777619u;
        return (int)(hash & int.MaxValue);
    }
}
