namespace Wattline.Cloud.Commands.Decisions;

/// <summary>Who asks or decides.</summary>
/// <param name="Name">As the trail shows it.</param>
/// <param name="Rights">What they may.</param>
public sealed record Person(string Name, IReadOnlySet<string> Rights)
{
    /// <summary>Whether they may.</summary>
    public bool May(string right) => Rights.Contains(right);
}
