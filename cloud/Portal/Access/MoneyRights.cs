namespace Wattline.Cloud.Portal.Access;

/// <summary>What a person may do about money. An auditor reads; an agent reads and posts; an operator does all.</summary>
public static class MoneyRights
{
    /// <summary>See accounts, statements, work lists and the trail.</summary>
    public const string Read = "money_read";

    /// <summary>Post payments, orders, bills.</summary>
    public const string Post = "money_post";

    /// <summary>Open and close accounts; decide on suspense, refunds, boxes, points and tenants.</summary>
    public const string Decide = "money_decide";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> All = [Read, Post, Decide];
}
