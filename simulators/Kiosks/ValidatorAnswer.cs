namespace Wattline.Simulators.Kiosks;

/// <summary>What a validator sends.</summary>
/// <param name="Bytes">One packet as it goes on the wire.</param>
/// <param name="DelayMicros">From the end of the command to the start of the reply, in microseconds.</param>
public readonly record struct ValidatorAnswer(ReadOnlyMemory<byte> Bytes, long DelayMicros);
