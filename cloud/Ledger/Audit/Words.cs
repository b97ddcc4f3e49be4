namespace Wattline.Cloud.Ledger.Audit;

/// <summary>Who does something to money, and why: both must be said, in a line.</summary>
internal static class Words
{
    public static bool AreGiven(string? who, string? reason) => IsLine(who) && IsLine(reason);

    private static bool IsLine(string? text) =>
        !string.IsNullOrWhiteSpace(text) && text.Length <= LedgerLimits.NoteCharsMax && !text.Any(static c => char.IsControl(c) || char.IsSurrogate(c));
}
