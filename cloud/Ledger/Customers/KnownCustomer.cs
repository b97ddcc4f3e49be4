using Wattline.Cloud.Ledger.Arrears;

namespace Wattline.Cloud.Ledger.Customers;

/// <summary>A customer, as a kiosk is told.</summary>
/// <param name="Account">The account's subject.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Masked">The name with most of it hidden, visible ASCII: all that is kept of it.</param>
/// <param name="Posted">Credits less debits, minor units.</param>
/// <param name="Word">What is said of the customer's supply.</param>
public sealed record KnownCustomer(string Account, string Currency, string Masked, long Posted, CustomerWord Word)
{
    /// <summary>What there is, minor units; never negative.</summary>
    public long Balance => Math.Max(0, Posted);

    /// <summary>What is owed, minor units; never negative.</summary>
    public long Arrears => Math.Max(0, -Posted);
}

/// <summary>A customer of a list that a kiosk keeps for the time without the cloud.</summary>
/// <param name="Kind">By what.</param>
/// <param name="Text">The text of it.</param>
/// <param name="Customer">Who it is.</param>
public sealed record ListedCustomer(IdentityKind Kind, string Text, KnownCustomer Customer);
