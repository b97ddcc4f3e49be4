namespace Wattline.Simulators.Physics;

/// <summary>How often, how long and how bad faults of a kind are on one target.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="EverySeconds">Mean time from one to the next.</param>
/// <param name="SecondsMin">The shortest.</param>
/// <param name="SecondsMax">The longest.</param>
/// <param name="MagnitudeMin">The mildest.</param>
/// <param name="MagnitudeMax">The worst.</param>
/// <param name="CountMin">At least so many in a plan that is long enough and has a target.</param>
public sealed record FaultRate(
    FaultKind Kind, long EverySeconds, int SecondsMin, int SecondsMax, int MagnitudeMin = 0, int MagnitudeMax = 0, int CountMin = 1)
{
    private const int Minute = 60, Hour = 3_600, Day = 86_400;

    /// <summary>
    /// What a bad week in a cellar looks like, condensed: some meters dead or slow for a slot or more, lines
    /// disturbed for minutes, so that most slots still succeed.
    /// </summary>
    public static readonly IReadOnlyList<FaultRate> OfMeters =
    [
        new(FaultKind.DeadMeter, 6 * Day, 20 * Minute, 3 * Hour),
        new(FaultKind.SlowMeter, 8 * Day, 20 * Minute, 90 * Minute, 700, 3_000),
    ];

    /// <summary>Faults of lines; from a bit in 20,000 to one in 300 is wrong.</summary>
    public static readonly IReadOnlyList<FaultRate> OfLines =
    [
        new(FaultKind.NoisyLine, 2 * Day, 5 * Minute, 40 * Minute, 50, 3_000),
        new(FaultKind.LossyLine, 3 * Day, 5 * Minute, 40 * Minute, 500, 10_000),
        new(FaultKind.NoiseBurst, 2 * Hour, 1, 1, 5, 60),
        new(FaultKind.Echo, 3 * Day, 10 * Minute, 2 * Hour),
        new(FaultKind.DeadLine, 3 * Day, 5 * Minute, 50 * Minute),
    ];

    /// <summary>Faults of network links.</summary>
    public static readonly IReadOnlyList<FaultRate> OfLinks =
    [
        new(FaultKind.LinkDown, 8 * Hour, 10, 40 * Minute),
    ];

    /// <summary>Crashes of parts; at least five in any plan.</summary>
    public static readonly IReadOnlyList<FaultRate> OfParts =
    [
        new(FaultKind.Crash, 36 * Hour, 5, 20 * Minute, CountMin: 5),
    ];

    /// <summary>What a kiosk suffers: its devices lose power, its paper ends, its door is left open.</summary>
    public static readonly IReadOnlyList<FaultRate> OfKiosks =
    [
        new(FaultKind.Crash, 12 * Hour, 5, 20 * Minute, CountMin: 5),
        new(FaultKind.PaperOut, 2 * Day, 10 * Minute, 8 * Hour, 0, 1),
        new(FaultKind.DoorOpen, 2 * Day, 5, 10 * Minute),
        new(FaultKind.ClonedKiosk, 4 * Day, 1, 1),
    ];

    /// <summary>Clocks that are wrong by up to ten years.</summary>
    public static readonly IReadOnlyList<FaultRate> OfClocks =
    [
        new(FaultKind.ClockWrong, 2 * Day, 1, 1, 1, 87_600),
    ];

    /// <summary>Flashes that somebody sets back: a board repaired from an old image.</summary>
    public static readonly IReadOnlyList<FaultRate> OfFlashes =
    [
        new(FaultKind.RestoredFlash, 6 * Day, 10 * Minute, 4 * Hour),
    ];

    /// <summary>Full disks.</summary>
    public static readonly IReadOnlyList<FaultRate> OfDisks =
    [
        new(FaultKind.DiskFull, 3 * Day, 10, 5 * Minute),
    ];
}
