namespace Wattline.Cloud.Ingest.Quarantine;

/// <summary>
/// A batch holds an event that is not understood, and quarantine has no room for it: the whole batch was undone. A gateway that is told so
/// sends its other events apart and keeps this one itself.
/// </summary>
public sealed class QuarantineFullException()
    : Exception($"quarantine holds {IngestLimits.QuarantineEventsMax} events or {IngestLimits.QuarantineBytesTotalMax} bytes: look at it and clear it");
