namespace Wattline.Cloud.Ingest.Queries;

/// <summary>Something that a person must look at.</summary>
/// <param name="Id">Counts.</param>
/// <param name="RaisedMs">Unix milliseconds.</param>
/// <param name="Kind"><c>clone</c>: two devices use one identity.</param>
/// <param name="Concentrator">Whose.</param>
/// <param name="Detail">The message's identity.</param>
public sealed record AlarmRow(long Id, long RaisedMs, string Kind, string Concentrator, string Detail);
