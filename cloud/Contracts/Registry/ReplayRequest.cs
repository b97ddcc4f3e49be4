namespace Wattline.Cloud.Contracts;

/// <summary>Messages that the cloud has not got, and asks for again (docs/cloudlink.md, replays).</summary>
/// <param name="Id">The command's id.</param>
/// <param name="Concentrator">Who is asked.</param>
/// <param name="Epoch">16 hex digits.</param>
/// <param name="Stream">The stream's name.</param>
/// <param name="First">First sequence.</param>
/// <param name="Last">Last sequence.</param>
public sealed record ReplayRequest(long Id, string Concentrator, string Epoch, string Stream, long First, long Last);
