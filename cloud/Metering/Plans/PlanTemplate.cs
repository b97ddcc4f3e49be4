using Wattline.Cloud.Metering.Registry;

namespace Wattline.Cloud.Metering.Plans;

/// <summary>A template as a plan holds it: its content at the time, without the name.</summary>
/// <param name="Protocol">The protocol's name.</param>
/// <param name="Reads">The questions in order.</param>
public sealed record PlanTemplate(string Protocol, IReadOnlyList<TemplateRead> Reads)
{
    /// <summary>All its channels, in the order in which a reading holds their values.</summary>
    public IEnumerable<TemplateChannel> Channels() => Reads.SelectMany(read => read.Channels);
}
