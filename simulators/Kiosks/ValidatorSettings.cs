namespace Wattline.Simulators.Kiosks;

/// <summary>What a validator is and how fast its mechanics are. Times in microseconds.</summary>
public sealed record ValidatorSettings
{
    /// <summary>Of jams, cheats and where a note ends after a power cut.</summary>
    public int Seed { get; init; }

    /// <summary>The serial number.</summary>
    public uint Serial { get; init; } = 1_873_452;

    /// <summary>The currency of all channels, three letters.</summary>
    public string Currency { get; init; } = "CNY";

    /// <summary>Value of each channel in yuan, 1 to 255; channel 1 first, 16 at most.</summary>
    public IReadOnlyList<int> Channels { get; init; } = [1, 5, 10, 20, 50, 100];

    /// <summary>Refuses whatever is not encrypted (eSSP).</summary>
    public bool DemandsEncryption { get; init; }

    /// <summary>Notes that the box holds.</summary>
    public int BoxNotes { get; init; } = 600;

    /// <summary>From the end of a command to the start of the reply.</summary>
    public long ReplyDelayMicros { get; init; } = 5_000;

    /// <summary>From the mouth to escrow.</summary>
    public long ReadMicros { get; init; } = 1_200_000;

    /// <summary>From escrow to the point of no return, where the credit is given.</summary>
    public long CreditMicros { get; init; } = 900_000;

    /// <summary>From there into the box.</summary>
    public long StackMicros { get; init; } = 700_000;

    /// <summary>From escrow back to the customer.</summary>
    public long RejectMicros { get; init; } = 800_000;

    /// <summary>How long a jam lasts until somebody clears it and the validator starts again.</summary>
    public long JamMicros { get; init; } = 60_000_000;

    /// <summary>Of a million notes, how many jam.</summary>
    public int JamsPerMillion { get; init; } = 2_000;

    /// <summary>Of a million notes, how many are pulled back on a string.</summary>
    public int CheatsPerMillion { get; init; } = 1_000;

    /// <summary>Of a million notes that are good, how many are not recognised.</summary>
    public int MisreadsPerMillion { get; init; } = 20_000;
}
