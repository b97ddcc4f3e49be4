namespace Wattline.Firmware.Lines;

/// <summary>The limits of polling and of what is journalled from it.</summary>
public static class LineLimits
{
    /// <summary>Milliseconds between two words about other meters at one address: a number that keeps changing is none.</summary>
    public const int OtherToldEvery = 3600000;

    /// <summary>Further tries at once after bytes that were no answer: the meter lives, the line is bad.</summary>
    public const int RetriesOfNoise = 2;

    /// <summary>
    /// Further tries at once after silence of a meter that has answered the question before, in the first sweeps only:
    /// a dead meter must not hold up the living.
    /// </summary>
    public const int RetriesOfSilence = 1;

    /// <summary>Meters that get that in one sweep: when more are silent the line is cut or the supply, and they are asked after the others.</summary>
    public const int SilentInSweep = 3;

    /// <summary>Further tries at once of a value that cannot be believed alone.</summary>
    public const int RetriesOfDoubt = 3;

    /// <summary>Milliseconds before the first sweep over what failed; doubled before each further one.</summary>
    public const int PauseFirst = 2000;

    /// <summary>
    /// Milliseconds before a sweep over what failed, at most: a short last chance before the window's end, and as long as
    /// a late answer may take.
    /// </summary>
    public const int PauseMax = 3000;

    /// <summary>Milliseconds from a question in which its answer may still come: slow meters and repeaters take 0.7 to 3 s.</summary>
    public const int LateMax = 3000;

    /// <summary>Tries with damaged bytes from which on a line is noisy, not its meter silent: one may be a neighbour's burst.</summary>
    public const int NoisyTries = 2;

    /// <summary>Silent tries for each damaged one that noise explains: a request that was damaged gives silence.</summary>
    public const int SilentPerNoisy = 8;

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

    /// <summary>Milliseconds from which on a register may have moved by anything that a year of them allows: sums stay in 64 bits.</summary>
    public const long WatchedMax = 366L * 86400 * 1000;

    /// <summary>
    /// Slots that are explained meter by meter after an outage: a day of quarter hours. Older ones are one event, for
    /// explanations must not overwrite readings that wait to be sent.
    /// </summary>
    public const int ExplainedSlotsMax = 96;

    /// <summary>Slots explained in one step, so that kiosks and lines are not kept waiting.</summary>
    public const int ExplainedSlotsPerStep = 8;

    /// <summary>Silent visits in a row from which on a meter is taken for dead: it waits until the living have been asked.</summary>
    public const int DeadAfter = 3;

    /// <summary>
    /// Milliseconds between two tries of dead meters while the living are asked, and from the slot's start to the first:
    /// a try costs 0.8 s at 2400 baud, a tenth of the time.
    /// </summary>
    public const int DeadTryEvery = 8000;

    /// <summary>Milliseconds that a try of a dead meter takes, at most: 600 ms of wire at 1200 baud, and 500 of waiting.</summary>
    public const int DeadTryMax = 1100;

    /// <summary>
    /// Milliseconds added to twice the answer delay that was measured of a meter, for the next one: a timer of 10 ms on
    /// either side, and a register that takes the meter longer than the last one did.
    /// </summary>
    public const int LearntMargin = 100;

    /// <summary>Of what a meter took too long is forgotten a part with every faster answer.</summary>
    public const int LearntShare = 16;

    /// <summary>Milliseconds added to the longest answer delay that was measured of a slow meter.</summary>
    public const int DelayMargin = 200;

    /// <summary>Silent slots in a row that are told.</summary>
    public const int SilentSlotsTold = 2;

    /// <summary>
    /// Registers of the slot that are asked for between two questions about what is old: a slot passes, a memory keeps.
    /// </summary>
    public const int RegistersPerOwed = 4;

    /// <summary>Questions about what is old between two sweeps over registers that failed: ten seconds at 2400 baud.</summary>
    public const int OwedPerSweep = 32;
}
