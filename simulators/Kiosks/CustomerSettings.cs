namespace Wattline.Simulators.Kiosks;

/// <summary>Who comes to a kiosk and what they do.</summary>
public sealed record CustomerSettings
{
    /// <summary>Of arrivals, notes and moods.</summary>
    public int Seed { get; init; }

    /// <summary>Accounts that customers pay for.</summary>
    public required IReadOnlyList<string> Accounts { get; init; }

    /// <summary>Customers a day, on average.</summary>
    public int PerDay { get; init; } = 30;

    /// <summary>Local hours in which they come, from the first to before the second.</summary>
    public (int From, int To) Hours { get; init; } = (7, 22);

    /// <summary>Local time of the start of the simulation, as hours after midnight; China by default.</summary>
    public int LocalHourAtStart { get; init; } = 8;

    /// <summary>Notes that one customer inserts at most.</summary>
    public int NotesMax { get; init; } = 5;

    /// <summary>The denominations, as the channels of the validator.</summary>
    public int Channels { get; init; } = 6;

    /// <summary>Of a thousand notes, after how many the customer asks for the return.</summary>
    public int CancelPermille { get; init; } = 40;

    /// <summary>Of a thousand customers, how many leave without saying that they have finished.</summary>
    public int LeavePermille { get; init; } = 200;
}
