namespace Wattline.Cloud.Commands.Decisions;

/// <summary>What became of asking the desk, in order of precedence.</summary>
public enum DeskOutcome
{
    /// <summary>Nothing yet.</summary>
    None,

    /// <summary>The person may not.</summary>
    NotAllowed,

    /// <summary>A field does not serve.</summary>
    BadField,

    /// <summary>There is no such meter, concentrator or command.</summary>
    Unknown,

    /// <summary>The same was asked before under this request's name.</summary>
    Known,

    /// <summary>Another was asked under this request's name, or the command is beyond that already.</summary>
    Conflict,

    /// <summary>The rules stand against it now.</summary>
    Objection,

    /// <summary>As many as may be in this hour and area have been.</summary>
    Capped,

    /// <summary>It waits for a second person.</summary>
    Proposed,

    /// <summary>It is signed, and waits for its concentrator.</summary>
    Queued,

    /// <summary>It is taken back, or turned down.</summary>
    Ended,
}

/// <summary>The desk's answer.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Id">The command; 0 when there is none.</param>
/// <param name="What">The field or the thing that stands against it.</param>
/// <param name="Why">Why.</param>
public sealed record DeskAnswer(DeskOutcome Outcome, long Id = 0, string? What = null, string? Why = null)
{
    /// <summary>The meter; null for a concentrator.</summary>
    public string? Meter { get; init; }

    /// <summary>Whether there is a command now.</summary>
    public bool IsTaken => Outcome is DeskOutcome.Known or DeskOutcome.Proposed or DeskOutcome.Queued or DeskOutcome.Ended;
}
