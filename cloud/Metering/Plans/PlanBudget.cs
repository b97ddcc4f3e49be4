using Wattline.Cloud.Contracts;
using Wattline.Cloud.Metering.Registry;

namespace Wattline.Cloud.Metering.Plans;

/// <summary>
/// Counts meter by meter what a concentrator's plan asks of the device, against what the device takes: it refuses the whole plan for one
/// meter too many. Bytes are those of docs/uplink.md (CBOR), every number at its longest.
/// </summary>
internal sealed class PlanBudget
{
    /// <summary>The array's head, format, version, every, horizon, and the heads of both lists.</summary>
    private const int EnvelopeBytes = 1 + 1 + 5 + 5 + 2 + 2 + 3;

    /// <summary>The array's head, line, the address's head, template, baud, parity, zone.</summary>
    private const int MeterBytes = 1 + 1 + 2 + 2 + 5 + 1 + 3;

    private readonly HashSet<string> _templates = new(StringComparer.Ordinal);
    private int _meters;
    private int _values;
    private int _bytes = EnvelopeBytes;

    /// <summary>Adds a meter at an address, read by a template.</summary>
    /// <returns>Why the plan cannot hold it, and then it is not counted; null when it can.</returns>
    public string? Add(MeterTemplate template, string address)
    {
        var isNew = !_templates.Contains(template.Name);
        var values = template.Reads.Sum(read => read.Channels.Count);
        var bytes = MeterBytes + address.Length + (isNew ? BytesOf(template) : 0);
        if (_meters == RegistryLimits.MetersOfConcentratorMax) return $"{_meters} meters already; that is the limit";
        if (isNew && _templates.Count == RegistryLimits.TemplatesOfConcentratorMax) return $"{_templates.Count} templates already; that is the limit";
        if (_values + values > RegistryLimits.ValuesOfConcentratorMax) return $"{_values} values in a slot and would get {values} more; {RegistryLimits.ValuesOfConcentratorMax} is the limit";
        if (_bytes + bytes > RegistryLimits.PlanBytesMax) return $"a plan of {_bytes} bytes and would get {bytes} more; {RegistryLimits.PlanBytesMax} is the limit";
        _templates.Add(template.Name);
        _meters++;
        _values += values;
        _bytes += bytes;
        return null;
    }

    private static int BytesOf(MeterTemplate template) =>
        4 + BytesOf(template.Reads) + (template.Tasks ?? []).Sum(task => 1 + 1 + 5 + 3 + 2 + BytesOf(task.Reads) + 2 + (task.Code?.Length ?? 0));

    private static int BytesOf(IReadOnlyList<PlanRead> reads) =>
        reads.Sum(read => 1 + 2 + Math.Max(5, read.Id.Length / 2) + 2 + read.Channels.Sum(channel => 1 + 2 + channel.Obis.Length + 1));
}
