using Wattline.Cloud.Ingest.Queries;

namespace Wattline.Cloud.Portal.Api;

/// <summary>Slots without entries, as the API shows them: they are explained for every meter of the plan.</summary>
/// <param name="FirstSlot">First slot, UTC.</param>
/// <param name="LastSlot">Last slot, UTC.</param>
/// <param name="Cause">Why, by IEC 61968-9.</param>
/// <param name="Plan">The plan version then in use; null when it was never told.</param>
public sealed record OutageView(DateTimeOffset FirstSlot, DateTimeOffset LastSlot, QualityView Cause, long? Plan)
{
    internal static OutageView Of(OutageRow row) => new(
        ReadingView.Moment(row.FirstSlot), ReadingView.Moment(row.LastSlot), new QualityView(row.Cause.Code.ToString(), row.Cause.Name), row.Plan);
}
