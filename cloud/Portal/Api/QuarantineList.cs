using Wattline.Cloud.Ingest.Queries;

namespace Wattline.Cloud.Portal.Api;

/// <summary>What needs a person, as the API shows it.</summary>
/// <param name="Events">Events that were not understood; their bytes in Base64.</param>
/// <param name="Alarms">Alarms.</param>
public sealed record QuarantineList(IReadOnlyList<QuarantineRow> Events, IReadOnlyList<AlarmRow> Alarms);
