namespace Wattline.Cloud.Ledger.Accounts;

/// <summary>The names of <see cref="AccountKind"/>, and what each may not do.</summary>
public static class AccountKinds
{
    private static readonly string[] _names =
        ["", "kiosk-cash", "cash-in-transit", "bank", "channel-clearing", "customer", "suspense", "refund-payable", "revenue", "late-fees", "cash-difference"];

    /// <summary>The name.</summary>
    public static string Name(this AccountKind kind) => _names[(int)kind];

    /// <summary>The kind of a name.</summary>
    public static bool TryParse(string? name, out AccountKind kind)
    {
        kind = (AccountKind)Math.Max(0, Array.IndexOf(_names, name ?? ""));
        return kind != AccountKind.None;
    }

    /// <summary>Whether an account of this kind may not go below zero, holds counted in: the store checks it too.</summary>
    public static bool HasFloor(this AccountKind kind) => kind is AccountKind.Suspense or AccountKind.RefundPayable;
}
