namespace Wattline.Cloud.Ingest.Queries;

/// <summary>Something that a person must look at.</summary>
/// <param name="Id">Counts.</param>
/// <param name="RaisedMs">Unix milliseconds.</param>
/// <param name="Kind"><c>clone</c>: two devices use one identity; <c>quarantine_full</c>: batches are refused until quarantine is cleared.</param>
/// <param name="Concentrator">Whose; empty when it is nobody's.</param>
/// <param name="Detail">The message's identity, or <c>and more</c>.</param>
/// <param name="Times">How often it was raised.</param>
public sealed record AlarmRow(long Id, long RaisedMs, string Kind, string Concentrator, string Detail, long Times);
