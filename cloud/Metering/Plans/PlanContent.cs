using Wattline.Cloud.Contracts;
using Wattline.Cloud.Metering.Registry;

namespace Wattline.Cloud.Metering.Plans;

/// <summary>What a version of a concentrator's plan says (docs/cloudlink.md): never changed once made, for journals refer to its indexes.</summary>
/// <param name="EveryS">The distance between two slots, seconds.</param>
/// <param name="Templates">What is read; meters refer to it by index.</param>
/// <param name="Meters">The meters; readings refer to them by index.</param>
public sealed record PlanContent(int EveryS, IReadOnlyList<PlanTemplate> Templates, IReadOnlyList<PlanMeter> Meters)
{
    /// <summary>Makes the plan of one concentrator. The same registry always gives the same plan: lines, then addresses in order.</summary>
    public static PlanContent Make(ConcentratorEntry concentrator, IEnumerable<MeterEntry> meters, IReadOnlyDictionary<string, MeterTemplate> templates)
    {
        ArgumentNullException.ThrowIfNull(concentrator);
        ArgumentNullException.ThrowIfNull(meters);
        ArgumentNullException.ThrowIfNull(templates);
        var names = new List<string>();
        var planned = new List<PlanMeter>();
        foreach (var meter in meters.OrderBy(m => m.Line).ThenBy(m => m.Address, StringComparer.Ordinal).ThenBy(m => m.Id, StringComparer.Ordinal))
        {
            var template = names.IndexOf(meter.Template);
            if (template < 0)
            {
                template = names.Count;
                names.Add(meter.Template);
            }

            planned.Add(new PlanMeter(meter.Id, meter.Line, meter.Address, template, meter.Baud, meter.Phases, meter.MaxKw));
        }

        return new PlanContent(
            concentrator.EverySeconds,
            [.. names.Select(name => new PlanTemplate(templates[name].Protocol, templates[name].Reads))],
            planned);
    }
}
