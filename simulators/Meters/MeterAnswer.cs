namespace Wattline.Simulators.Meters;

/// <summary>What a meter sends, and how long it thinks before.</summary>
/// <param name="Bytes">Preamble and frame.</param>
/// <param name="DelayMicros">From the end of the request to the start of the answer, in microseconds.</param>
public readonly record struct MeterAnswer(ReadOnlyMemory<byte> Bytes, long DelayMicros);
