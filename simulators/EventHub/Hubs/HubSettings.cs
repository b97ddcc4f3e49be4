namespace Wattline.Simulators.EventHub.Hubs;

/// <summary>A hub as it is to be.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Partitions">How many partitions it has: 1 to 1,024, as in Azure's dedicated tier.</param>
/// <param name="ConsumerGroups">Groups besides <c>$Default</c>.</param>
public sealed record HubSettings(string Name, int Partitions, IReadOnlyList<string> ConsumerGroups)
{
    /// <summary>The group that every hub has.</summary>
    public const string DefaultGroup = "$Default";

    /// <summary>Partitions of a hub at most.</summary>
    public const int PartitionsMax = 1_024;

    /// <summary>Takes <c>name</c> or <c>name:partitions</c> or <c>name:partitions:group,group</c>.</summary>
    /// <returns>What is wrong; null when nothing is.</returns>
    public static string? TryParse(string text, out HubSettings settings)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split(':');
        int partitions = 4;
        settings = new HubSettings(parts[0], 1, []);
        if (parts[0].Length == 0 || parts.Length > 3)
        {
            return $"'{text}' is not name:partitions:group,group.";
        }
        if (parts.Length > 1 && (!int.TryParse(parts[1], out partitions) || partitions is < 1 or > PartitionsMax))
        {
            return $"'{text}': a hub has 1 to {PartitionsMax} partitions.";
        }
        settings = new HubSettings(parts[0], partitions, parts.Length > 2 ? parts[2].Split(',', StringSplitOptions.RemoveEmptyEntries) : []);
        return null;
    }
}
