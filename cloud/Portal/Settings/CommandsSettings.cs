namespace Wattline.Cloud.Portal.Settings;

/// <summary>What an operator sets about commands, in section <c>Portal:Commands</c>.</summary>
public sealed record CommandsSettings
{
    /// <summary>A file with 32 random bytes as 64 hex digits, under which devices' keys and meters' passwords are sealed; empty: no command is signed.</summary>
    public string MasterKeyFile { get; init; } = "";

    /// <summary>Trips in an area and an hour.</summary>
    public int TripsOfArea { get; init; } = Wattline.Cloud.Commands.CommandLimits.TripsOfAreaMax;
}
