using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Processing;

/// <summary>What a template has of its meters that intervals rest on: one for all meters of the template.</summary>
/// <param name="Registers">The total registers that are read: what is expected even where nothing is told.</param>
/// <param name="ProfileTasks">The tasks that stand for slots whose registers were missed, by their place.</param>
internal sealed record MeterDuty(IReadOnlyList<Obis> Registers, IReadOnlySet<int> ProfileTasks);
