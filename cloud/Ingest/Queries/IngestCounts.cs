namespace Wattline.Cloud.Ingest.Queries;

/// <summary>What the tables hold, by number.</summary>
/// <param name="Messages">Messages, each once.</param>
/// <param name="Readings">Identities of readings: values and explained absences.</param>
/// <param name="Absences">Of these, those whose current version is an explained absence.</param>
/// <param name="Versions">Versions beyond the first.</param>
/// <param name="Events">Events of devices.</param>
/// <param name="Payments">Messages about money.</param>
/// <param name="Quarantined">Events in quarantine.</param>
/// <param name="Alarms">Alarms.</param>
/// <param name="LostRanges">Ranges explained as lost.</param>
/// <param name="ReplaysOpen">Requests that stand, settled or not.</param>
/// <param name="ReplaysClosed">Requests that were answered.</param>
public sealed record IngestCounts(
    long Messages, long Readings, long Absences, long Versions, long Events, long Payments, long Quarantined, long Alarms, long LostRanges, long ReplaysOpen, long ReplaysClosed);
