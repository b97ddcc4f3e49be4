namespace Wattline.Simulators.Kiosks.CcTalk;

/// <summary>What a ccTalk device is and how fast its mechanics are. Times in microseconds.</summary>
public sealed record CcTalkSettings
{
    /// <summary>Of jams, and where a piece ends after a power cut.</summary>
    public int Seed { get; init; }

    /// <summary>2 for a coin acceptor, 40 for a note validator.</summary>
    public required int Address { get; init; }

    /// <summary>Frames with a CRC instead of the simple sum.</summary>
    public bool WithCrc { get; init; }

    /// <summary>Two letters of the country in the names.</summary>
    public string Country { get; init; } = "CN";

    /// <summary>Fen of each position, the first is 1; 16 at most. Notes are whole yuan.</summary>
    public required IReadOnlyList<int> Values { get; init; }

    /// <summary>Whether it tells how many pieces it ever accepted (header 225).</summary>
    public bool Counts { get; init; } = true;

    /// <summary>Pieces that the box holds.</summary>
    public int BoxPieces { get; init; } = 600;

    /// <summary>From the end of a command to the start of the reply.</summary>
    public long ReplyDelayMicros { get; init; } = 3_000;

    /// <summary>From the mouth to escrow; a coin needs a quarter of it to the box.</summary>
    public long ReadMicros { get; init; } = 1_200_000;

    /// <summary>From escrow into the box, half of it before the point of no return.</summary>
    public long StackMicros { get; init; } = 1_400_000;

    /// <summary>From escrow back to the customer.</summary>
    public long ReturnMicros { get; init; } = 800_000;

    /// <summary>How long a note waits in escrow for its route.</summary>
    public long EscrowMicros { get; init; } = 30_000_000;

    /// <summary>A host that does not poll for so long gets no more money.</summary>
    public long PollMicros { get; init; } = 10_000_000;

    /// <summary>How long a jam lasts until somebody clears it and the device starts again.</summary>
    public long JamMicros { get; init; } = 60_000_000;

    /// <summary>Of a million notes, how many jam.</summary>
    public int JamsPerMillion { get; init; } = 2_000;

    /// <summary>Of a million pieces, how many are not recognised.</summary>
    public int MisreadsPerMillion { get; init; } = 20_000;
}
