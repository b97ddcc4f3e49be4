namespace Wattline.Firmware.Meters;

/// <summary>How a question to a meter of any protocol ended; the numbers are those of <see cref="Dlt645Outcome"/>.</summary>
public static class MeterOutcome
{
    /// <summary>It has not ended, or none was begun.</summary>
    public const int None = Dlt645Outcome.None;

    /// <summary>The answer is whole.</summary>
    public const int Answered = Dlt645Outcome.Answered;

    /// <summary>The meter said that it has no such data.</summary>
    public const int Refused = Dlt645Outcome.Refused;

    /// <summary>Nothing came from the meter in its time.</summary>
    public const int Silent = Dlt645Outcome.Silent;

    /// <summary>Bytes came, and no whole answer in them.</summary>
    public const int Noise = Dlt645Outcome.Noise;
}
