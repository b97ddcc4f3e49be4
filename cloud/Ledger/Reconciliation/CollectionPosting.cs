using Wattline.Cloud.Ledger.Accounts;
using Wattline.Cloud.Ledger.Audit;
using Wattline.Cloud.Ledger.Kiosks;
using Wattline.Cloud.Ledger.Transfers;

namespace Wattline.Cloud.Ledger.Reconciliation;

/// <summary>A box on its way: from the kiosk to the count, and from there to the bank. What was counted otherwise than expected is posted as a difference at once, and shown.</summary>
internal static class CollectionPosting
{
    /// <summary>The one bank account of the utility in each currency.</summary>
    public const string BankSubject = "main";

    /// <summary>The box was taken out: what the ledger expects in it is what the kiosk's cash stands at.</summary>
    public static void Collected(LedgerTurn turn, KioskStreamHead head, KioskRecord record)
    {
        var kiosk = KioskName.Subject(record.Kiosk);
        var devices = KioskRows.Collect(turn.Connection, record.Kiosk);
        if (KioskDetail.Number(record.Detail, 0) is not { } number || !AccountKey.IsCurrency(record.Currency))
        {
            FindingRows.Add(turn.Connection, turn.NowMs, FindingKinds.BadRecord, kiosk, $"{head.Concentrator}/{head.Epoch}/money/{record.Sequence}: a collection without number or currency");
            return;
        }

        var inBox = -(turn.Find(Cash(kiosk, record.Currency))?.Posted ?? 0) - Uncounted(turn, kiosk, record.Currency);
        var pieces = KioskDetail.Number(record.Detail, 3) + KioskDetail.Number(record.Detail, 4);
        var row = new CollectionRow(
            kiosk, number, head.Epoch, record.Currency, record.WallMs ?? turn.NowMs, record.Account is null ? null : FindingRows.Clean(record.Account), inBox, record.Value,
            pieces, KioskDetail.Number(record.Detail, 5), devices, null, null, null);
        if (CollectionRows.TryAdd(turn.Connection, row)) Show(turn, row);
        else FindingRows.Add(turn.Connection, turn.NowMs, FindingKinds.BadRecord, kiosk, $"collection {number} of {head.Epoch} was told twice");
    }

    public static void Counted(LedgerTurn turn, KioskStreamHead head, KioskRecord record)
    {
        if (Find(turn, head, record) is not { } row) Stray(turn, head, record, "a count of no collection");
        else if (Count(turn, row, record.Value) == CollectionOutcome.BadAmount) Stray(turn, head, record, "a count that cannot be");
    }

    public static void Deposited(LedgerTurn turn, KioskStreamHead head, KioskRecord record)
    {
        if (Find(turn, head, record) is not { } row) Stray(turn, head, record, "a deposit of no collection");
        else if (Deposit(turn, row, record.Value, KioskDetail.Text(record.Detail, 1)) == CollectionOutcome.BadAmount) Stray(turn, head, record, "a deposit that cannot be");
    }

    /// <summary>Posts what was counted.</summary>
    public static CollectionOutcome Count(LedgerTurn turn, CollectionRow row, long counted)
    {
        if (counted is < 0 or > LedgerLimits.AmountMax) return CollectionOutcome.BadAmount;
        if (row.Counted is { } before) return Twice(turn, row, "counted", before, counted);
        var id = $"collection/{row.Epoch}/{row.Collection}/{Slug(row.Kiosk)}";
        var (cash, transit, difference) = (Cash(row.Kiosk, row.Currency), Transit(row), new AccountKey(AccountKind.CashDifference, KioskName.Subject(row.Kiosk), row.Currency));
        if (counted > row.Ledger) turn.Must(new Transfer($"{id}/over", cash, difference, counted - row.Ledger, TransferCode.Difference));
        if (counted < row.Ledger) turn.Must(new Transfer($"{id}/short", difference, cash, row.Ledger - counted, TransferCode.Difference));
        if (counted > 0) turn.Must(new Transfer($"{id}/counted", transit, cash, counted, TransferCode.Collection));
        CollectionRows.SetCounted(turn.Connection, row, counted, turn.NowMs);
        Show(turn, row with { Counted = counted });
        return CollectionOutcome.Done;
    }

    /// <summary>Posts what the bank took.</summary>
    public static CollectionOutcome Deposit(LedgerTurn turn, CollectionRow row, long deposited, string? slip)
    {
        if (deposited is < 0 or > LedgerLimits.AmountMax) return CollectionOutcome.BadAmount;
        if (row.Deposited is { } before) return Twice(turn, row, "deposited", before, deposited);
        var id = $"collection/{row.Epoch}/{row.Collection}/{Slug(row.Kiosk)}";
        if (deposited > 0) turn.Must(new Transfer($"{id}/deposited", new AccountKey(AccountKind.Bank, BankSubject, row.Currency), Transit(row), deposited, TransferCode.Deposit) { Note = slip ?? "" });
        CollectionRows.SetDeposited(turn.Connection, row, deposited, slip, turn.NowMs);
        Show(turn, row with { Deposited = deposited });
        return CollectionOutcome.Done;
    }

    private static CollectionRow? Find(LedgerTurn turn, KioskStreamHead head, KioskRecord record) =>
        KioskDetail.Number(record.Detail, 0) is { } number ? CollectionRows.Find(turn.Connection, KioskName.Subject(record.Kiosk), number, head.Epoch) : null;

    private static CollectionOutcome Twice(LedgerTurn turn, CollectionRow row, string what, long before, long now)
    {
        if (before == now) return CollectionOutcome.Already;
        FindingRows.Add(turn.Connection, turn.NowMs, FindingKinds.BoxDiffers, row.Kiosk, $"collection {row.Collection} was {what} twice: {before}, then {now}");
        return CollectionOutcome.Contradicts;
    }

    /// <summary>What was collected before and not counted yet is in the kiosk's cash still, and not in this box.</summary>
    private static long Uncounted(LedgerTurn turn, string kiosk, string currency) => turn.Connection.Scalar<long?>(
        "SELECT CAST(SUM(ledger) AS BIGINT) FROM cash_collection WHERE kiosk = @Kiosk AND currency = @Currency AND counted IS NULL", new { Kiosk = kiosk, Currency = currency }) ?? 0;

    private static void Show(LedgerTurn turn, CollectionRow row)
    {
        foreach (var difference in Reconciler.Judge(row.Legs, isCountDue: false, isDepositDue: false))
            FindingRows.Add(turn.Connection, turn.NowMs, FindingKinds.BoxDiffers, row.Kiosk, $"collection {row.Collection} of {row.Epoch}: {difference.Kind} {difference.Amount}");
    }

    private static void Stray(LedgerTurn turn, KioskStreamHead head, KioskRecord record, string what) =>
        FindingRows.Add(turn.Connection, turn.NowMs, FindingKinds.BadRecord, record.Kiosk, $"{head.Concentrator}/{head.Epoch}/money/{record.Sequence}: {what}");

    private static AccountKey Cash(string kiosk, string currency) => new(AccountKind.KioskCash, KioskName.Subject(kiosk), currency);

    private static AccountKey Transit(CollectionRow row) => new(AccountKind.CashInTransit, KioskName.Subject(row.Kiosk), row.Currency);

    /// <summary>A kiosk's name as a part of an id: what is not plain is said by its digits.</summary>
    private static string Slug(string kiosk) => kiosk.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') && kiosk.Length <= 48
        ? kiosk : Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(kiosk)).AsSpan(0, 12));
}
