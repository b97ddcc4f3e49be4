namespace Wattline.Cloud.Ingest.Queries;

/// <summary>Messages that a concentrator said will never come.</summary>
/// <param name="Concentrator">Whose.</param>
/// <param name="Epoch">Of which epoch, 16 hex digits.</param>
/// <param name="Stream">The stream's name.</param>
/// <param name="First">First sequence.</param>
/// <param name="Last">Last sequence.</param>
/// <param name="Reason">Why.</param>
public sealed record LostRow(string Concentrator, string Epoch, string Stream, long First, long Last, string Reason);
