namespace Wattline.Simulators.Physics;

/// <summary>
/// Everything that goes wrong in a run, drawn from one seed before it begins, so that an oracle can ask what was
/// wrong with whom, when and why, without asking the parts that suffered it.
/// </summary>
public sealed class FaultPlan
{
    private readonly Dictionary<string, List<Fault>> _byTarget = [];

    /// <summary>A plan of given faults, in any order.</summary>
    public FaultPlan(IEnumerable<Fault> faults)
    {
        All = [.. faults.OrderBy(fault => fault.StartMicros).ThenBy(fault => fault.Target, StringComparer.Ordinal).ThenBy(fault => fault.Kind)];
        foreach (var fault in All)
        {
            if (!_byTarget.TryGetValue(fault.Target, out var list))
                _byTarget[fault.Target] = list = [];
            list.Add(fault);
        }
    }

    /// <summary>Nothing goes wrong.</summary>
    public static FaultPlan None { get; } = new([]);

    /// <summary>The log: every fault by its start.</summary>
    public IReadOnlyList<Fault> All { get; }

    /// <summary>Draws a plan: the same seed, targets and rates give the same plan.</summary>
    /// <param name="seed">Of the run.</param>
    /// <param name="untilMicros">Faults end before this time.</param>
    /// <param name="targets">Groups of names, each with the rates of its kind of thing.</param>
    public static FaultPlan Draw(int seed, long untilMicros, params (IReadOnlyList<string> Names, IReadOnlyList<FaultRate> Rates)[] targets)
    {
        var faults = new List<Fault>();
        foreach (var (names, rates) in targets)
            foreach (var rate in rates)
            {
                var before = faults.Count;
                // A sequence of its own for each kind and name: adding a meter changes no other's faults.
                foreach (var name in names)
                    Draw(new Random(Seeds.Of(seed, $"{rate.Kind} {name}")), untilMicros, name, rate, faults);
                AddMissing(seed, untilMicros, names, rate, faults, faults.Count - before);
            }
        return new FaultPlan(faults);
    }

    /// <summary>All faults of a target, by their start.</summary>
    public IReadOnlyList<Fault> Of(string target) => _byTarget.TryGetValue(target, out var list) ? list : [];

    /// <summary>The faults of a target that were there at some moment of a time.</summary>
    public IEnumerable<Fault> Of(string target, long fromMicros, long untilMicros) =>
        Of(target).Where(fault => fault.Touches(fromMicros, untilMicros));

    /// <summary>
    /// True when faults of the named kinds left a target no moment of a time; several may have followed each other.
    /// </summary>
    public bool Covered(string target, long fromMicros, long untilMicros, params ReadOnlySpan<FaultKind> kinds)
    {
        var coveredUntil = fromMicros;
        foreach (var fault in Of(target))
            if (kinds.Contains(fault.Kind) && fault.StartMicros <= coveredUntil)
                coveredUntil = Math.Max(coveredUntil, fault.EndMicros);
        return coveredUntil >= untilMicros;
    }

    /// <summary>
    /// Calls back at the start (true) and the end (false) of each fault of a target, in the order of the clock;
    /// an end comes before a start of the same moment.
    /// </summary>
    public void Drive(VirtualClock clock, string target, Action<Fault, bool> onChange)
    {
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(onChange);
        foreach (var (at, isStart, fault) in Of(target)
            .SelectMany(fault => new[] { (At: fault.StartMicros, IsStart: true, Fault: fault), (At: fault.EndMicros, IsStart: false, Fault: fault) })
            .OrderBy(change => change.At).ThenBy(change => change.IsStart))
            clock.At(at, () => onChange(fault, isStart));
    }

    /// <summary>Lets a line suffer its faults.</summary>
    public void Drive(VirtualClock clock, string target, Rs485Line line)
    {
        ArgumentNullException.ThrowIfNull(line);
        Drive(clock, target, (fault, isOn) =>
        {
            switch (fault.Kind)
            {
                case FaultKind.NoisyLine: line.Faults.BitErrorRate = isOn ? fault.Magnitude / 1e6 : 0; break;
                case FaultKind.LossyLine: line.Faults.LossRate = isOn ? fault.Magnitude / 1e6 : 0; break;
                case FaultKind.Echo: line.Faults.Echo = isOn; break;
                case FaultKind.DeadLine: line.Faults.Dead = isOn; break;
                case FaultKind.NoiseBurst when isOn: line.BurstOfNoise(fault.Magnitude); break;
                default: break;
            }
        });
    }

    private static void Draw(Random random, long untilMicros, string name, FaultRate rate, List<Fault> faults)
    {
        // The mean gap is what remains of the mean distance; faults of one kind on one target never overlap.
        var meanGap = Math.Max(1, rate.EverySeconds - ((rate.SecondsMin + rate.SecondsMax) / 2));
        for (var at = 0L; ;)
        {
            at += 1 + (long)(-Math.Log(1 - random.NextDouble()) * meanGap * 1_000_000);
            var fault = One(random, at, name, rate);
            if (fault.EndMicros > untilMicros)
                return;
            faults.Add(fault);
            at = fault.EndMicros;
        }
    }

    private static void AddMissing(int seed, long untilMicros, IReadOnlyList<string> names, FaultRate rate, List<Fault> faults, int count)
    {
        var random = new Random(Seeds.Of(seed, $"{rate.Kind} at least"));
        var latest = untilMicros - (rate.SecondsMax * 1_000_000L);
        // A short plan may have no room; after so many attempts it has none.
        for (var attempt = 0; names.Count > 0 && latest > 0 && count < rate.CountMin && attempt < 100; attempt++)
        {
            var fault = One(random, random.NextInt64(latest), names[random.Next(names.Count)], rate);
            if (faults.Any(other => other.Target == fault.Target && other.Kind == fault.Kind && other.Touches(fault.StartMicros - 1, fault.EndMicros + 1)))
                continue;
            faults.Add(fault);
            count++;
        }
    }

    private static Fault One(Random random, long at, string name, FaultRate rate) => new(
        rate.Kind, name, at, at + (random.Next(rate.SecondsMin, rate.SecondsMax + 1) * 1_000_000L),
        random.Next(rate.MagnitudeMin, rate.MagnitudeMax + 1));
}
