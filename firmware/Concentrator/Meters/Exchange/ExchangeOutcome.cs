namespace Wattline.Firmware.Meters.Exchange;

/// <summary>How a question to a meter ended; the numbers are those of <see cref="MeterOutcome"/>.</summary>
public static class ExchangeOutcome
{
    /// <summary>It has not ended, or none was begun.</summary>
    public const int None = 0;

    /// <summary>The answer is whole.</summary>
    public const int Answered = 1;

    /// <summary>The meter said that it will not: no such data, no right, not possible.</summary>
    public const int Refused = 2;

    /// <summary>Nothing came from the meter in its time.</summary>
    public const int Silent = 3;

    /// <summary>Bytes came, and no whole answer in them.</summary>
    public const int Noise = 4;

    /// <summary>The meter said that it has no time now, as often as it was asked. There is no value; never 0.</summary>
    public const int Busy = MeterOutcome.Busy;

    /// <summary>The answer is whole and cannot be trusted: wrong key, wrong tag, a counter that stepped back.</summary>
    public const int Unauthenticated = MeterOutcome.Unauthenticated;
}
