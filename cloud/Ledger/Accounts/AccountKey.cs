using System.Diagnostics.CodeAnalysis;

namespace Wattline.Cloud.Ledger.Accounts;

/// <summary>Names an account: of what kind, whose, in which currency. A customer that pays in two currencies has two accounts.</summary>
/// <param name="Kind">Of what kind.</param>
/// <param name="Subject">The customer, kiosk or channel: 1 to <see cref="LedgerLimits.SubjectCharsMax"/> characters, none of them a control.</param>
/// <param name="Currency">ISO 4217: three of A to Z.</param>
public readonly record struct AccountKey(AccountKind Kind, string Subject, string Currency)
{
    /// <summary>Whether it can name an account.</summary>
    public bool IsValid => Kind is > AccountKind.None and <= AccountKind.CashDifference && IsSubject(Subject) && IsCurrency(Currency);

    /// <summary>Such as <c>customer/EUR/A-1</c>: the subject stands last, for it may hold anything.</summary>
    public override string ToString() => $"{Kind.Name()}/{Currency}/{Subject}";

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out AccountKey key)
    {
        key = default;
        if (text?.Split('/', 3) is not [var kind, var currency, var subject] || !AccountKinds.TryParse(kind, out var parsed)) return false;
        key = new AccountKey(parsed, subject, currency);
        return key.IsValid;
    }

    /// <summary>Reads what <see cref="ToString"/> has written.</summary>
    /// <exception cref="FormatException">It names no account.</exception>
    public static AccountKey Parse(string text) => TryParse(text, out var key) ? key : throw new FormatException($"'{text}' names no account.");

    /// <summary>Whether a text is a currency.</summary>
    public static bool IsCurrency([NotNullWhen(true)] string? text) => text is { Length: 3 } && text.All(static c => c is >= 'A' and <= 'Z');

    /// <summary>Whether a text can be the subject of an account.</summary>
    public static bool IsSubject([NotNullWhen(true)] string? text) =>
        text is { Length: > 0 } && text.Length <= LedgerLimits.SubjectCharsMax && !text.Any(static c => char.IsControl(c) || char.IsSurrogate(c));
}
