namespace Wattline.Firmware.Meters;

/// <summary>
/// How a question to a meter of any protocol ended. The numbers below 7 are those of <see cref="Dlt645Outcome"/>, which
/// has 5 and 6 for orders that nobody answers and that are never sent.
/// </summary>
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

    /// <summary>The meter said that it has no time now, as often as it was asked. There is no value; never 0.</summary>
    public const int Busy = 7;

    /// <summary>The answer is whole and cannot be trusted: wrong key, wrong tag, a counter that stepped back.</summary>
    public const int Unauthenticated = 8;

    /// <summary>Another meter than the plan's answers at the address: what it says is not taken.</summary>
    public const int OtherMeter = 9;
}
