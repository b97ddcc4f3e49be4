namespace Wattline.Cloud.Portal.Settings;

/// <summary>A person who may do more than read.</summary>
public sealed record PersonSettings
{
    /// <summary>The token, or its SHA-256 as <c>sha256:</c> and 64 hex digits.</summary>
    public string Token { get; init; } = "";

    /// <summary>What they may: <c>commands</c>, <c>release</c>, <c>close</c>, <c>write</c>, <c>keys</c>; <c>money_read</c>, <c>money_post</c>, <c>money_decide</c>.</summary>
    public IReadOnlyList<string> Rights { get; init; } = [];
}
