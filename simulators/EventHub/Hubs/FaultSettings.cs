namespace Wattline.Simulators.EventHub.Hubs;

/// <summary>What goes wrong on purpose, drawn from one seed: each number is a chance for a publication, 0 to 1.</summary>
public sealed record FaultSettings
{
    /// <summary>Where the draws begin.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Refused as server-busy.</summary>
    public double Busy { get; init; }

    /// <summary>Stored, and the connection cut before its sender hears of it.</summary>
    public double StoredAndCut { get; init; }

    /// <summary>Not stored, and the connection cut.</summary>
    public double Cut { get; init; }

    /// <summary>Not stored, and the link detached.</summary>
    public double Detached { get; init; }

    /// <summary>Whether anything may happen at all.</summary>
    public bool Any => Busy + StoredAndCut + Cut + Detached > 0;
}
