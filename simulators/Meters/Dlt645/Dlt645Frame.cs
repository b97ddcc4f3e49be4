namespace Wattline.Simulators.Meters.Dlt645;

/// <summary>A good frame and where it was found.</summary>
/// <param name="Address">12 characters, most significant digit first; wildcards show as AA.</param>
/// <param name="Control">The control byte.</param>
/// <param name="Data">The data after 33H was taken off each byte.</param>
/// <param name="NoiseBefore">Bytes before the frame and its preamble.</param>
/// <param name="Preamble">FE bytes right before the frame.</param>
/// <param name="BytesAfter">Bytes after the frame.</param>
public sealed record Dlt645Frame(
    string Address, byte Control, ReadOnlyMemory<byte> Data, int NoiseBefore, int Preamble, int BytesAfter);
