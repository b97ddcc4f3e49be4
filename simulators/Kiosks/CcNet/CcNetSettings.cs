namespace Wattline.Simulators.Kiosks.CcNet;

/// <summary>What a CCNET validator is and how fast its mechanics are. Times in microseconds.</summary>
public sealed record CcNetSettings
{
    /// <summary>Of jams, and where a note ends after a power cut.</summary>
    public int Seed { get; init; }

    /// <summary>Three letters of the country in its table.</summary>
    public string Country { get; init; } = "CHN";

    /// <summary>Yuan of each kind: 1, 2 or 5 with zeros; kind 0 first, 24 at most.</summary>
    public IReadOnlyList<int> Values { get; init; } = [1, 5, 10, 20, 50, 100];

    /// <summary>Notes that the box holds.</summary>
    public int BoxNotes { get; init; } = 600;

    /// <summary>From the end of a command to the start of the reply.</summary>
    public long ReplyDelayMicros { get; init; } = 4_000;

    /// <summary>From RESET to ready.</summary>
    public long InitialiseMicros { get; init; } = 1_500_000;

    /// <summary>From the mouth to escrow.</summary>
    public long ReadMicros { get; init; } = 1_200_000;

    /// <summary>From escrow into the box, half of it before the point of no return.</summary>
    public long StackMicros { get; init; } = 1_600_000;

    /// <summary>From escrow back to the customer.</summary>
    public long ReturnMicros { get; init; } = 800_000;

    /// <summary>How long a note waits in escrow; HOLD begins it again.</summary>
    public long EscrowMicros { get; init; } = 10_000_000;

    /// <summary>A host that does not poll for so long gets no more notes.</summary>
    public long PollMicros { get; init; } = 5_000_000;

    /// <summary>How long a jam lasts until somebody clears it and the device starts again.</summary>
    public long JamMicros { get; init; } = 60_000_000;

    /// <summary>Of a million notes, how many jam.</summary>
    public int JamsPerMillion { get; init; } = 2_000;

    /// <summary>Of a million notes that are good, how many are not recognised.</summary>
    public int MisreadsPerMillion { get; init; } = 20_000;
}
