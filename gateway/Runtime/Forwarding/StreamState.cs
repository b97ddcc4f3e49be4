using Wattline.Gateway.Domain;

namespace Wattline.Gateway.Runtime.Forwarding;

/// <summary>How far a concentrator's stream has come at this gateway.</summary>
/// <param name="Stream">Which stream.</param>
/// <param name="Epoch">The journal that counts it.</param>
/// <param name="First">The first sequence seen since the gateway started.</param>
/// <param name="Last">The highest sequence seen.</param>
/// <param name="Missing">How many between them were not seen.</param>
/// <param name="Gaps">The newest of the ranges that are missing, oldest first.</param>
public sealed record StreamState(StreamId Stream, Epoch Epoch, long First, long Last, long Missing, IReadOnlyList<(long First, long Last)> Gaps);
