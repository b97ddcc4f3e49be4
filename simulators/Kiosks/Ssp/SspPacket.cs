namespace Wattline.Simulators.Kiosks.Ssp;

/// <summary>A good packet.</summary>
/// <param name="Sequence">The sequence bit, 0 or 1.</param>
/// <param name="Address">The slave's address, 0 to 127; a note validator is 0.</param>
/// <param name="Data">Command or response with its parameters, stuffing taken off.</param>
public sealed record SspPacket(int Sequence, int Address, ReadOnlyMemory<byte> Data);
