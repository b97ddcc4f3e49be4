namespace Wattline.Tests.World;

/// <summary>What goes wrong with the concentrator's clock.</summary>
/// <param name="Jumps">When it jumps, simulated microseconds, and by how much, milliseconds.</param>
/// <param name="LostMicros">From when it has no time, and nobody tells it.</param>
/// <param name="FoundMicros">Until when.</param>
internal sealed record WorldClockFaults(IReadOnlyList<(long AtMicros, long Milliseconds)> Jumps, long LostMicros, long FoundMicros);
