namespace Wattline.Simulators.Meters;

/// <summary>Whatever listens on a line and answers: a meter of any protocol.</summary>
public interface ILineSlave
{
    /// <summary>Takes bytes from the line.</summary>
    /// <param name="bytes">What was heard since the last call.</param>
    /// <param name="nowMicros">Microseconds since the start of the simulation; never goes back.</param>
    /// <returns>The answer to the last request in them; null when there is nothing to answer.</returns>
    MeterAnswer? Hear(ReadOnlySpan<byte> bytes, long nowMicros);

    /// <summary>Says how the line is set, to one that tells frames apart by the silence between them.</summary>
    void Tune(int baud, int bitsPerCharacter)
    {
    }
}
