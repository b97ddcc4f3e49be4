using Wattline.Cloud.Ledger.Accounts;
using Wattline.Cloud.Ledger.Audit;
using Wattline.Cloud.Ledger.Reconciliation;
using Wattline.Cloud.Ledger.Suspense;
using Wattline.Cloud.Ledger.Transfers;

namespace Wattline.Cloud.Ledger.Kiosks;

/// <summary>
/// What a kiosk's record means for the ledger, in one turn. A note in escrow is a hold from the kiosk's cash to the customer; its credit posts the
/// hold, its return releases it, suspense moves it to the work list. However records come (twice, in two ways, in another order), a note ends in exactly
/// one of them; a credit outranks the others, for the customer holds its receipt.
/// </summary>
internal sealed class KioskPosting(LedgerTurn turn, KioskStreamHead head, IKioskRecords records)
{
    private readonly KioskWatch _watch = new(turn, head, records);

    /// <summary>Takes a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="isLate">It comes out of its order: it is not held against the kiosk's count and chain.</param>
    public void Take(KioskRecord record, bool isLate = false)
    {
        var doubt = isLate ? null : _watch.Doubt(record);
        if (record.Type is RecordTypes.Credited or RecordTypes.Suspense or RecordTypes.Counters) _watch.Count(record);
        if (!isLate && record.Record is >= 1 and <= LedgerLimits.RetoldMax) TakeOver(record);
        switch (record.Type)
        {
            case RecordTypes.Escrow: Hold(record, doubt); break;
            case RecordTypes.Credited or RecordTypes.Returned or RecordTypes.Suspense: End(record, doubt); break;
            case RecordTypes.Collection: CollectionPosting.Collected(turn, head, record); break;
            case RecordTypes.Counted: CollectionPosting.Counted(turn, head, record); break;
            case RecordTypes.Deposit: CollectionPosting.Deposited(turn, head, record); break;
        }
    }

    /// <summary>
    /// A journal that begins anew tells again, first of all, what is in escrow: that is the same note, and no longer held here. What it does not tell
    /// again it knows nothing of: the device was exchanged, and somebody has to look.
    /// </summary>
    private void TakeOver(KioskRecord record)
    {
        foreach (var (epoch, note, row) in KioskRows.OpenBefore(turn.Connection, head, record.Kiosk))
        {
            var isSame = record.Type == RecordTypes.Escrow && (row.Account, row.Value, row.Currency) == (record.Account, record.Value, record.Currency);
            if (record.Type == RecordTypes.Escrow && !isSame) continue;
            var id = $"{head.Concentrator}/{epoch}/money/note/{record.Kiosk}/{note}";
            if (row.Hold is { } hold && turn.Look(hold) is { Ended: null }) turn.Must(Transfer.Void($"{id}/void", hold, TransferCode.KioskCash));
            long? item = null;
            if (!isSame)
            {
                var isMoney = WhyNoAmount(row.Value, row.Currency) is null;
                if (isMoney) turn.Must(new Transfer($"{id}/in", Cash(record) with { Currency = row.Currency }, Suspense(record) with { Currency = row.Currency }, row.Value, TransferCode.KioskSuspense));
                item = SuspenseRows.Open(turn, KioskName.Subject(record.Kiosk), $"{id}/item", isMoney ? row.Value : 0, row.Currency, "journal_gone", row.Account);
            }

            KioskRows.SetNote(turn.Connection, head with { Epoch = epoch }, record.Kiosk, note, row with { State = isSame ? 4 : 3, Hold = null, Item = item }, turn.NowMs);
            if (isSame) break;
        }
    }

    private void Hold(KioskRecord record, string? doubt)
    {
        if (Note(record) is { } known)
        {
            if (known.State == 0 && (known.Value, known.Currency) != (record.Value, record.Currency)) Find(FindingKinds.ValueChanged, record, $"{known.Value} {known.Currency} in escrow, then {record.Value} {record.Currency}");
            return;
        }

        string? hold = null;
        if (WhyNoAmount(record.Value, record.Currency) is null)
        {
            hold = Id(record, "hold");
            turn.Must(new Transfer(hold, Cash(record), Target(record, doubt).Key, record.Value, TransferCode.KioskCash) { Kind = TransferKind.Hold });
        }

        Set(record, new NoteRow(0, record.Value, record.Currency, record.Account, hold, null));
    }

    private void End(KioskRecord record, string? doubt)
    {
        var note = Note(record) ?? new NoteRow(0, 0, record.Currency, record.Account, null, null);
        switch (note.State, record.Type)
        {
            case (0, RecordTypes.Returned):
                Release(record, note);
                Set(record, note with { State = 2, Hold = null });
                break;
            case (0, RecordTypes.Credited):
                Credit(record, note, doubt);
                break;
            case (0, RecordTypes.Suspense):
                ToSuspense(record, note);
                break;
            case (2, RecordTypes.Credited):
                Find(FindingKinds.NoteTwice, record, "returned, then credited: the credit stands");
                Credit(record, note, doubt);
                break;
            case (2, RecordTypes.Suspense):
                Find(FindingKinds.NoteTwice, record, "returned, then in suspense: suspense stands");
                ToSuspense(record, note);
                break;
            case (3, RecordTypes.Credited) when doubt is null:
                OutOfSuspense(record, note);
                break;
            default:
                Find(FindingKinds.NoteTwice, record, $"{Word(note.State)}, then {Word(record.Type)}: the first stands");
                break;
        }
    }

    private void Credit(KioskRecord record, NoteRow note, string? doubt)
    {
        var value = ValueOf(record, note);
        if (WhyNoAmount(value, record.Currency) is { } wrong)
        {
            Unposted(record, note, value, wrong);
            return;
        }

        var (target, why) = Target(record with { Value = value }, doubt);
        MoveIn(record, note, target, value, why is null ? TransferCode.KioskCash : TransferCode.KioskSuspense);
        var item = why is null ? (long?)null : SuspenseRows.Open(turn, KioskName.Subject(record.Kiosk), Id(record, "item"), value, record.Currency, why, record.Account);
        Set(record, new NoteRow(why is null ? 1 : 3, value, record.Currency, record.Account, null, item));
    }

    private void ToSuspense(KioskRecord record, NoteRow note)
    {
        var value = ValueOf(record, note);
        var suspected = record.Account ?? note.Account;
        if (WhyNoAmount(value, record.Currency) is { } wrong)
        {
            Unposted(record, note, value, wrong);
            return;
        }

        MoveIn(record, note, Suspense(record), value, TransferCode.KioskSuspense);
        var item = SuspenseRows.Open(turn, KioskName.Subject(record.Kiosk), Id(record, "item"), value, record.Currency, KioskDetail.Reason(record.Detail) ?? "kiosk", suspected);
        Set(record, new NoteRow(3, value, record.Currency, suspected, null, item));
    }

    /// <summary>The kiosk has found out whose money it was. What a person has decided in the meantime stands.</summary>
    private void OutOfSuspense(KioskRecord record, NoteRow note)
    {
        var item = note.Item is { } id ? SuspenseRows.Find(turn.Connection, id) : null;
        var value = item is { Amount: > 0 } ? item.Amount : record.Value;
        var (target, why) = Target(record with { Value = value }, doubt: null);
        if (item is not { State: SuspenseState.Open } || why is not null || WhyNoAmount(value, record.Currency) is not null)
        {
            Find(FindingKinds.NoteTwice, record, $"credited out of suspense, where it {(item is { State: SuspenseState.Open } ? $"stays: {why}" : "is no more")}");
            return;
        }

        if (record.Value != value) Find(FindingKinds.ValueChanged, record, $"{value} in suspense, {record.Value} credited");
        turn.Must(new Transfer(Id(record, "move"), item.Amount > 0 ? Suspense(record) : Cash(record), target, value, TransferCode.SuspenseAssigned));
        SuspenseRows.Close(turn, item.Id, SuspenseState.Assigned, target.ToString(), "kiosk", "credited later");
        Set(record, note with { State = 1, Value = value, Account = record.Account });
    }

    /// <summary>In the box, and nobody can say how much: the work list holds it until it is counted.</summary>
    private void Unposted(KioskRecord record, NoteRow note, long value, string why)
    {
        Release(record, note);
        var item = SuspenseRows.Open(turn, KioskName.Subject(record.Kiosk), Id(record, "item"), 0, record.Currency, why == "value_unknown" ? why : $"{why} {value}", record.Account ?? note.Account);
        Set(record, new NoteRow(3, 0, record.Currency, record.Account ?? note.Account, null, item));
    }

    private void MoveIn(KioskRecord record, NoteRow note, AccountKey target, long value, TransferCode code)
    {
        if (note.Hold is { } hold && turn.Look(hold) is { Ended: null } held && held.Held == value && turn.Load(held.Credit).Key == target)
        {
            turn.Must(Transfer.Post(Id(record, "post"), hold, code));
            return;
        }

        Release(record, note);
        turn.Must(new Transfer(Id(record, "in"), Cash(record), target, value, code));
    }

    private void Release(KioskRecord record, NoteRow note)
    {
        if (note.Hold is { } hold && turn.Look(hold) is { Ended: null }) turn.Must(Transfer.Void(Id(record, "void"), hold, TransferCode.KioskCash));
    }

    /// <summary>Where a note for an account goes: to the customer, or to suspense and why.</summary>
    private (AccountKey Key, string? Why) Target(KioskRecord record, string? doubt)
    {
        var why = doubt ?? WhyNotTo(record);
        return why is null ? (Customer(record), null) : (Suspense(record), why);
    }

    private string? WhyNotTo(KioskRecord record)
    {
        if (record.Account is null) return "no_account";
        if (!AccountKey.IsSubject(record.Account)) return "account_malformed";
        if (turn.Find(Customer(record)) is not { } account) return AccountRows.HasOtherCurrency(turn.Connection, record.Account) ? "currency_differs" : "account_unknown";
        return account.IsClosed ? "account_closed" : account.WhyNoCredit(record.Value) is not null ? "balance_too_large" : null;
    }

    private static string? WhyNoAmount(long value, string currency) =>
        !AccountKey.IsCurrency(currency) ? "currency_malformed" : value == 0 ? "value_unknown" : value is < 0 or > LedgerLimits.NoteValueMax ? "value_out_of_range" : null;

    /// <summary>A value that a record does not know is that of the note's escrow.</summary>
    private long ValueOf(KioskRecord record, NoteRow note)
    {
        if (record.Value == 0) return note.Value;
        if (note.Value > 0 && note.Value != record.Value) Find(FindingKinds.ValueChanged, record, $"{note.Value} in escrow, then {record.Value}");
        return record.Value;
    }

    private static AccountKey Cash(KioskRecord record) => new(AccountKind.KioskCash, KioskName.Subject(record.Kiosk), record.Currency);

    private static AccountKey Suspense(KioskRecord record) => new(AccountKind.Suspense, KioskName.Subject(record.Kiosk), record.Currency);

    private static AccountKey Customer(KioskRecord record) => new(AccountKind.Customer, record.Account!, record.Currency);

    private static string Word(long state) => state switch { 0 => "in escrow", 1 => "credited", 2 => "returned", 3 => "in suspense", _ => "told again in a later epoch" };

    private string Id(KioskRecord record, string what) => $"{head.Concentrator}/{head.Epoch}/money/{record.Sequence}/{what}";

    private NoteRow? Note(KioskRecord record) => KioskRows.Note(turn.Connection, head, record.Kiosk, record.Note);

    private void Set(KioskRecord record, NoteRow row) => KioskRows.SetNote(turn.Connection, head, record.Kiosk, record.Note, row, turn.NowMs);

    private void Find(string kind, KioskRecord record, string detail) =>
        FindingRows.Add(turn.Connection, turn.NowMs, kind, record.Kiosk, $"{head.Concentrator}/{head.Epoch}/money/{record.Sequence}, note {record.Note}: {detail}");
}
