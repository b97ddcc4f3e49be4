namespace Wattline.Simulators.Physics;

/// <summary>Takes characters that a UART accepted, at the moment when the last one's stop bit ended.</summary>
/// <param name="bytes">The characters; valid during the call only.</param>
/// <param name="nowMicros">Simulated time.</param>
public delegate void LineListener(ReadOnlySpan<byte> bytes, long nowMicros);
