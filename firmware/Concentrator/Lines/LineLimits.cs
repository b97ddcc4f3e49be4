namespace Wattline.Firmware.Lines;

/// <summary>The limits of polling and of what is journalled from it.</summary>
public static class LineLimits
{
    /// <summary>Further tries at once after bytes that were no answer: the meter lives, the line is bad.</summary>
    public const int RetriesOfNoise = 2;

    /// <summary>Further tries at once after silence, in the first sweeps only: a dead meter must not hold up the living.</summary>
    public const int RetriesOfSilence = 1;

    /// <summary>Further tries at once of a value that cannot be believed alone.</summary>
    public const int RetriesOfDoubt = 3;

    /// <summary>Milliseconds before the first sweep over what failed; doubled before each further one.</summary>
    public const int PauseFirst = 2000;

    /// <summary>Milliseconds before a sweep over what failed, at most.</summary>
    public const int PauseMax = 20000;

    /// <summary>Meters in a message: at 2400 baud a message is then some seconds of reading.</summary>
    public const int EntriesMax = 16;

    /// <summary>Milliseconds that a complete meter waits for others before its message is journalled.</summary>
    public const int BatchMilliseconds = 2000;

    /// <summary>Bytes of a body, at most: a quarter of a message, room for three of the longest entries.</summary>
    public const int BodyBytesMax = 4096;

    /// <summary>Milliseconds until what the flash refused is tried again.</summary>
    public const int FlashRetry = 1000;

    /// <summary>What one point of delivery in a block can draw, kW: a register moves no faster.</summary>
    public const int CapacityKilowatts = 100;

    /// <summary>Slots that are explained meter by meter after an outage: 31 days of quarter hours. Older ones are one event.</summary>
    public const int ExplainedSlotsMax = 2976;

    /// <summary>Slots explained in one step, so that kiosks and lines are not kept waiting.</summary>
    public const int ExplainedSlotsPerStep = 8;
}
