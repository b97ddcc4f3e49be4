namespace Wattline.Cloud.Metering.Processing;

/// <summary>What explains slots at one go, by whose they are: read once for a run, for events have no order by meter.</summary>
internal sealed class GapList
{
    private readonly Dictionary<string, List<ToldGap>> _byMeter = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<ToldGap>> _byConcentrator = new(StringComparer.Ordinal);

    public void Add(ToldGap gap)
    {
        var (lists, name) = gap.Meter is { } meter ? (_byMeter, meter) : (_byConcentrator, gap.Concentrator ?? "");
        if (!lists.TryGetValue(name, out var list)) lists[name] = list = [];
        list.Add(gap);
    }

    /// <summary>Those of a point: of its concentrator, and of what its meters keep for slots.</summary>
    public IReadOnlyList<ToldGap> Of(PointSetup setup)
    {
        if (_byMeter.Count + _byConcentrator.Count == 0) return [];
        var all = new List<ToldGap>();
        if (setup.Concentrator is { } concentrator && _byConcentrator.TryGetValue(concentrator, out var outages)) all.AddRange(outages);
        foreach (var meter in setup.Installations.Select(static one => one.Meter).Distinct())
            if (_byMeter.TryGetValue(meter, out var gaps) && setup.Duties.TryGetValue(meter, out var duty))
                all.AddRange(gaps.Where(gap => gap.Task is not { } task || duty.ProfileTasks.Contains(task)));
        return all;
    }
}
