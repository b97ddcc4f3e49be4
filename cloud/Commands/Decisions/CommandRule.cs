using Wattline.Cloud.Commands.Queue;

namespace Wattline.Cloud.Commands.Decisions;

/// <summary>What holds for a kind of command.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Name">Its name in the API.</param>
/// <param name="OfMeter">It is asked of a meter, not of the concentrator.</param>
/// <param name="Goal">The state in which it has succeeded.</param>
/// <param name="LivesMs">How long it lives unless it is said.</param>
/// <param name="LivesMsMax">How long it may live.</param>
public sealed record CommandRule(CommandKind Kind, string Name, bool OfMeter, CommandState Goal, long LivesMs, long LivesMsMax)
{
    /// <summary>It needs the meter's password.</summary>
    public bool NeedsAccess { get; init; }

    /// <summary>It moves a relay, or says whether one may move: a reason is needed.</summary>
    public bool MovesRelay { get; init; }

    /// <summary>So many of it in an area and an hour.</summary>
    public bool IsCapped { get; init; }

    /// <summary>A right of its own; empty when the common one does.</summary>
    public string Right { get; init; } = "";

    /// <summary>The customer's consent is needed, in words.</summary>
    public bool NeedsConsent { get; init; }

    /// <summary>A second person releases it.</summary>
    public bool NeedsSecond { get; init; }
}
