using Wattline.Cloud.Commands.Decisions;

namespace Wattline.Cloud.Portal.Access;

/// <summary>All rights that a person may have here.</summary>
public static class Rights
{
    /// <summary>By the names of the settings.</summary>
    public static readonly IReadOnlySet<string> All = CommandRights.All.Concat(MoneyRights.All).ToHashSet(StringComparer.Ordinal);
}
