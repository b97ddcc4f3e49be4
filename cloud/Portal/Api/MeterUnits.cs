using Wattline.Cloud.Contracts;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Portal.Api;

/// <summary>The units of a meter's channels, as its concentrator's newest plan says them.</summary>
internal sealed class MeterUnits
{
    private readonly Dictionary<Obis, string> _units = [];

    public MeterUnits(PlanVersion? plan, string meter)
    {
        if (plan?.Meters.FirstOrDefault(planned => planned.Id == meter) is not { } known) return;
        foreach (var channel in plan.Templates[known.Template].Reads.SelectMany(read => read.Channels)) _units[Obis.Parse(channel.Obis)] = channel.Unit;
    }

    /// <summary>The unit, or null of a channel that the plan does not read.</summary>
    public string? Of(Obis obis) => _units.GetValueOrDefault(obis);
}
