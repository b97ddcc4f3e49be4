using Wattline.Gateway.Domain;

namespace Wattline.Gateway.Runtime.Replays;

/// <summary>Messages that the cloud asks for again.</summary>
/// <param name="Concentrator">Whose.</param>
/// <param name="Epoch">The journal they were written in.</param>
/// <param name="Stream">The stream that counts them.</param>
/// <param name="First">The first sequence.</param>
/// <param name="Last">The last sequence.</param>
public readonly record struct ReplayRange(ConcentratorId Concentrator, Epoch Epoch, StreamId Stream, long First, long Last);
