namespace Wattline.Cloud.Commands.Decisions;

/// <summary>What a person asks for.</summary>
public sealed record CommandProposal
{
    /// <summary>The kind's name.</summary>
    public required string Command { get; init; }

    /// <summary>The meters, or none for a concentrator.</summary>
    public IReadOnlyList<string> Meters { get; init; } = [];

    /// <summary>The concentrator, where no meter is meant.</summary>
    public string? Concentrator { get; init; }

    /// <summary>When it is over; null for the kind's own time from now on.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>Why, in words.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The customer's consent, in words: who, when, how.</summary>
    public string Consent { get; init; } = "";

    /// <summary>A name of the caller's for this request: the same again is no news.</summary>
    public string? Request { get; init; }

    /// <summary>Identifiers to read, or the first of a range.</summary>
    public IReadOnlyList<uint> Identifiers { get; init; } = [];

    /// <summary>How many identifiers a range has.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Seconds that the relay is watched after it was ordered; 0 for ten minutes.</summary>
    public int PatienceSeconds { get; init; }

    /// <summary>The frame that is passed through.</summary>
    public CommandFrame? Frame { get; init; }

    /// <summary>The line whose meters are frozen.</summary>
    public int Line { get; init; }

    /// <summary>Where meters are looked for; null: on the first line, for half an hour.</summary>
    public CommandSearch? Search { get; init; }
}

/// <summary>A frame that is passed through to a meter.</summary>
/// <param name="Control">The control code.</param>
/// <param name="Data">The data field without the +33H.</param>
/// <param name="Repeated">Leading bytes that a good answer repeats: 4 where there is an identifier.</param>
/// <param name="Order">For a security module's frame: the order N1 in it, so that its effect is looked at; 0 for none.</param>
public sealed record CommandFrame(int Control, byte[] Data, int Repeated = 0, int Order = 0);
