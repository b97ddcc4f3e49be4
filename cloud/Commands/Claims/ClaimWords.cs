namespace Wattline.Cloud.Commands.Claims;

/// <summary>What a <see cref="ClaimEvent"/> says.</summary>
public static class ClaimWords
{
    /// <summary>Nobody held it.</summary>
    public const string Held = "held";

    /// <summary>Newer evidence took it from another.</summary>
    public const string Taken = "taken";

    /// <summary>The registry gives it to another gateway: whatever evidence there is, it does not count.</summary>
    public const string TurnedDown = "turned_down";
}
