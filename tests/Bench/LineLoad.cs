namespace Wattline.Tests.Bench;

/// <summary>What a line is asked to carry.</summary>
internal sealed record LineLoad
{
    /// <summary>One register: forward active energy.</summary>
    public static readonly LineRead[] OneRegister = [new(0x00010000, 1, 4, 2)];

    /// <summary>Total and four tariffs in one answer.</summary>
    public static readonly LineRead[] Block = [new(0x0001FF00, 5, 4, 2)];

    /// <summary>Fifteen values in four answers: energies, voltages, currents, powers.</summary>
    public static readonly LineRead[] FourBlocks = [new(0x0001FF00, 5, 4, 2), new(0x0201FF00, 3, 2, 1), new(0x0202FF00, 3, 3, 3), new(0x0203FF00, 4, 3, 4)];

    private static readonly int[] _everys = [60, 120, 180, 240, 300, 360, 480, 600, 900, 1200, 1800, 3600];

    public required int Meters { get; init; }

    public required int Baud { get; init; }

    /// <summary>What is read of DL/T 645 meters.</summary>
    public LineRead[] Reads { get; init; } = OneRegister;

    /// <summary>What the meters speak.</summary>
    public LineKind Kind { get; init; } = new LineKind.Dlt645();

    /// <summary>Questions to a meter in a slot.</summary>
    public int Questions => Kind.Tags.Length > 0 ? Kind.Tags.Length : Reads.Length;

    /// <summary>Of the meters, in even distances.</summary>
    public int Dead { get; init; }

    /// <summary>From the end of a question to the start of its answer.</summary>
    public int AnswerDelayMilliseconds { get; init; } = 20;

    /// <summary>How often the firmware is stepped.</summary>
    public int TickMicros { get; init; } = 1000;

    /// <summary>Seconds between slots; 0 for as many as it takes.</summary>
    public int Every { get; init; }

    public int Living => Meters - Dead;

    /// <summary>Seconds between slots: twice what all meters take, and time for those that do not answer; a day is a whole number of them.</summary>
    public int EverySeconds => Every > 0 ? Every : _everys.First(every => every > (2 * LimitOf(Meters)) + (Dead > 0 ? 60 : 0));

    /// <summary>M · Σ T1, seconds: T1 = the characters of question and answer, the standard's pauses, and Td.</summary>
    public double LimitOf(int meters) => meters * (Kind.WireSeconds(this) + (Questions * AnswerDelayMilliseconds / 1000.0));

    public bool IsDead(int meter) => Dead > 0 && meter % (Meters / Dead) == 1 && meter / (Meters / Dead) < Dead;
}
