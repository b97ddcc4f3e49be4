using Wattline.Cloud.Ledger.Accounts;
using Wattline.Cloud.Ledger.Bills;
using Wattline.Cloud.Ledger.Statements;
using Wattline.Cloud.Ledger.Transfers;

namespace Wattline.Cloud.Portal.Api;

/// <summary>An account; amounts in minor units, credits less debits.</summary>
internal sealed record AccountView(string Account, long Balance, long HeldDebit, long HeldCredit, DateTimeOffset Opened, DateTimeOffset? Closed)
{
    public static AccountView Of(Account account) => new(
        account.Key.ToString(), account.Balance, account.HeldDebit, account.HeldCredit, DateTimeOffset.FromUnixTimeMilliseconds(account.OpenedMs),
        account.ClosedMs is { } closed ? DateTimeOffset.FromUnixTimeMilliseconds(closed) : null);
}

/// <summary>A statement.</summary>
internal sealed record StatementView(string Account, long OpeningBalance, long ClosingBalance, long Sequence, IReadOnlyList<StatementLineView> Lines)
{
    public static StatementView Of(AccountStatement statement) => new(
        statement.Account.ToString(), statement.OpeningBalance, statement.ClosingBalance, statement.Sequence, [.. statement.Lines.Select(StatementLineView.Of)]);
}

/// <summary>An entry.</summary>
internal sealed record StatementLineView(
    long Sequence, DateTimeOffset At, string Id, string Kind, string Code, string Other, long Amount, long Held, long Balance, DateTimeOffset? Due, string Note)
{
    public static StatementLineView Of(StatementLine line) => new(
        line.Sequence, DateTimeOffset.FromUnixTimeMilliseconds(line.AtMs), line.Id, MoneyBody.Word(line.Kind), MoneyBody.Word(line.Code), line.Other.ToString(), line.Amount, line.Held,
        line.Balance, line.DueMs is { } due ? DateTimeOffset.FromUnixTimeMilliseconds(due) : null, line.Note);
}

/// <summary>Where a customer stands.</summary>
internal sealed record PositionView(IReadOnlyList<OpenItemView> Open, long Advance)
{
    public static PositionView Of(AccountPosition position) => new(
        [.. position.Items.Select(static item => new OpenItemView(item.Id, MoneyBody.Word(item.Class), item.Amount, item.Open, DateTimeOffset.FromUnixTimeMilliseconds(item.DueMs), item.Note))], position.Advance);
}

/// <summary>Something owed.</summary>
internal sealed record OpenItemView(string Id, string Class, long Amount, long Open, DateTimeOffset Due, string Note);

/// <summary>The trial balance.</summary>
internal sealed record TrialBalanceView(long Sequence, bool IsBalanced, IReadOnlyList<CurrencyTotal> Totals, IReadOnlyList<TrialBalanceLineView> Accounts)
{
    public static TrialBalanceView Of(TrialBalance trial) => new(
        trial.Sequence, trial.IsBalanced, trial.Totals, [.. trial.Lines.Select(static line => new TrialBalanceLineView(line.Account.ToString(), line.Balance))]);
}

/// <summary>An account in it.</summary>
internal sealed record TrialBalanceLineView(string Account, long Balance);

/// <summary>What became of a transfer.</summary>
internal sealed record PostedView(string Id, string Outcome, long Sequence);

/// <summary>A transfer as it is posted; accounts such as <c>customer/EUR/A-1</c>.</summary>
internal sealed record TransferBody(
    string Id, string? Debit = null, string? Credit = null, long Amount = 0, TransferKind Kind = TransferKind.Direct, string? Hold = null, DateTimeOffset? Expires = null,
    DateTimeOffset? Due = null, string Note = "", bool Linked = false)
{
    public Transfer ToTransfer() => new(Id, Key(Debit), Key(Credit), Amount, TransferCode.Other)
    {
        Kind = Kind,
        Hold = Hold,
        ExpiresMs = Expires?.ToUnixTimeMilliseconds(),
        DueMs = Due?.ToUnixTimeMilliseconds(),
        Note = Note,
        IsLinked = Linked,
    };

    private static AccountKey Key(string? text) => AccountKey.TryParse(text, out var key) ? key : default;
}
