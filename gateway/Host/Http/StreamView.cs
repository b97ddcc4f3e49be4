namespace Wattline.Gateway.Host.Http;

/// <summary>A stream as operators see it.</summary>
/// <param name="Stream">money, events or readings.</param>
/// <param name="Epoch">The journal that counts it.</param>
/// <param name="First">The first sequence since the gateway started.</param>
/// <param name="Last">The highest.</param>
/// <param name="Missing">How many between them did not come to this gateway.</param>
/// <param name="Gaps">The newest ranges of these, each [first, last].</param>
public sealed record StreamView(string Stream, string Epoch, long First, long Last, long Missing, IReadOnlyList<IReadOnlyList<long>> Gaps);
