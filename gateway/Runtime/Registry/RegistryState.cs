using System.Diagnostics.CodeAnalysis;
using Wattline.Gateway.Domain;

namespace Wattline.Gateway.Runtime.Registry;

/// <summary>The registry at one version. Never changes: a newer one takes its place whole.</summary>
public sealed class RegistryState
{
    private readonly Dictionary<(ConcentratorId, long), Plan> _plans = [];
    private readonly Dictionary<ConcentratorId, Plan> _current = [];
    private readonly Dictionary<ConcentratorId, Dictionary<string, MeterPoint>> _meters = [];

    /// <summary>Takes every plan version; a meter is known to a concentrator when any of its plans has it, the newest counting.</summary>
    public RegistryState(long version, IEnumerable<Plan> plans)
    {
        Version = version;
        foreach (var plan in plans.OrderBy(static plan => plan.Version))
        {
            _plans[(plan.Concentrator, plan.Version)] = plan;
            if (plan.Current) _current[plan.Concentrator] = plan;
            if (!_meters.TryGetValue(plan.Concentrator, out var meters)) _meters[plan.Concentrator] = meters = new(StringComparer.Ordinal);
            foreach (var point in plan.Meters) meters[point.Meter.Text] = point;
        }
    }

    /// <summary>The cloud's version.</summary>
    public long Version { get; }

    /// <summary>The plans to publish, one for each concentrator.</summary>
    public IReadOnlyCollection<Plan> CurrentPlans => _current.Values;

    /// <summary>A plan version.</summary>
    public bool TryGetPlan(ConcentratorId concentrator, long version, [NotNullWhen(true)] out Plan? plan) =>
        _plans.TryGetValue((concentrator, version), out plan);

    /// <summary>The plan that a concentrator should use now.</summary>
    public bool TryGetCurrent(ConcentratorId concentrator, [NotNullWhen(true)] out Plan? plan) => _current.TryGetValue(concentrator, out plan);

    /// <summary>A meter by its name, if it is one of the concentrator's.</summary>
    public bool TryGetMeter(ConcentratorId concentrator, ReadOnlySpan<char> name, [NotNullWhen(true)] out MeterPoint? point)
    {
        point = null;
        return _meters.TryGetValue(concentrator, out var meters) && meters.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out point);
    }
}
