using Wattline.Cloud.Contracts;
using Wattline.Cloud.Metering.Registry;

namespace Wattline.Cloud.Metering.Plans;

/// <summary>What a version of a concentrator's plan says (docs/cloudlink.md): never changed once made, for journals refer to its indexes.</summary>
/// <param name="EveryS">The distance between two slots, seconds.</param>
/// <param name="Templates">What is read; meters refer to it by index.</param>
/// <param name="Meters">The meters; readings refer to them by index.</param>
/// <param name="HorizonDays">Days back that a device which knows nothing asks the meters' memories, and owes a word about slots; null in a plan of before it was in each.</param>
public sealed record PlanContent(int EveryS, IReadOnlyList<PlanTemplate> Templates, IReadOnlyList<PlanMeter> Meters, int? HorizonDays = null)
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

            var zone = templates[meter.Template].Tasks is null ? (int?)null : ZoneMinutes(meter.Zone);
            planned.Add(new PlanMeter(meter.Id, meter.Line, meter.Address, template, meter.Baud, meter.Phases, meter.MaxKw, meter.Parity, zone));
        }

        return new PlanContent(
            concentrator.EverySeconds,
            [.. names.Select(name => new PlanTemplate(templates[name].Protocol, templates[name].Reads, templates[name].Tasks))],
            planned,
            MeterTemplate.HorizonDays);
    }

    /// <summary>A meter's clock stays at its zone's standard time all year: DL/T 645 has no daylight saving.</summary>
    private static int ZoneMinutes(string zone) => (int)TimeZoneInfo.FindSystemTimeZoneById(zone).BaseUtcOffset.TotalMinutes;
}
