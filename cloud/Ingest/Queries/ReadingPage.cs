namespace Wattline.Cloud.Ingest.Queries;

/// <summary>Which readings of a meter are asked for.</summary>
/// <param name="Meter">Which meter.</param>
/// <param name="Obis">One channel only, as <see cref="Wattline.Gateway.Domain.Obis"/> writes it; null for all.</param>
/// <param name="From">First slot, Unix seconds.</param>
/// <param name="To">Last slot, Unix seconds.</param>
/// <param name="AllVersions">Superseded versions too.</param>
/// <param name="Limit">At most so many rows, up to <see cref="IngestLimits.PageRowsMax"/> and the one that tells whether there are more.</param>
/// <param name="Skip">Rows to pass over: the pages before.</param>
public sealed record ReadingPage(string Meter, string? Obis, long From, long To, bool AllVersions = false, int Limit = IngestLimits.PageRowsMax, long Skip = 0);
