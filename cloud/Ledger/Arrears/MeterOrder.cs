namespace Wattline.Cloud.Ledger.Arrears;

/// <summary>Something that is wanted of a meter, or of its customer.</summary>
/// <param name="Point">Which point of delivery.</param>
/// <param name="Decision">The point's count of decisions: with it the order is known when it is handed on again.</param>
/// <param name="Meter">Which meter.</param>
/// <param name="Account">Whose arrears.</param>
/// <param name="Action">What.</param>
/// <param name="Reason">Why.</param>
/// <param name="Overdue">What was overdue when it was decided, minor units.</param>
/// <param name="AtMs">When it was decided, Unix milliseconds.</param>
public sealed record MeterOrder(string Point, long Decision, string Meter, string Account, ArrearsAction Action, ArrearsReason Reason, long Overdue, long AtMs)
{
    /// <summary>Names it: the same order always by the same id.</summary>
    public string Id => $"arrears/{Point}/{Decision}";
}
