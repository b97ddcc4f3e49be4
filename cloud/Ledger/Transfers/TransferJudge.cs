using Wattline.Cloud.Ledger.Accounts;

namespace Wattline.Cloud.Ledger.Transfers;

/// <summary>Judges the transfers of a batch one after the other, each on what the ones before have left. It moves nothing but the turn's picture of the accounts.</summary>
internal sealed class TransferJudge(LedgerTurn turn, IReadOnlyList<Transfer> transfers)
{
    private readonly PostingAnswer[] _answers = new PostingAnswer[transfers.Count];
    private readonly List<Action> _undo = [];
    private int _chain = -1;

    /// <summary>What is to be written, in order.</summary>
    public List<TransferRow> Rows { get; } = new(transfers.Count);

    /// <summary>What was refused by the state of the ledger.</summary>
    public List<(string Id, byte[] Content, PostingOutcome Outcome)> Refusals { get; } = [];

    /// <summary>What came under the id of another.</summary>
    public List<(string Id, string Content)> Quarantined { get; } = [];

    /// <summary>Whether a text can be a client's id.</summary>
    public static bool IsId(string? id) =>
        id is { Length: > 0 and <= LedgerLimits.IdCharsMax } && id[0] != '~' && id.All(static c => c is > ' ' and < '\u007f');

    public IReadOnlyList<PostingAnswer> Judge()
    {
        for (var i = 0; i < transfers.Count; i++)
        {
            var transfer = transfers[i];
            if (_chain < 0 && transfer.IsLinked) Begin(i);
            _answers[i] = Judge(transfer);
            if (_chain < 0) continue;
            if (!_answers[i].Stands || (transfer.IsLinked && i == transfers.Count - 1)) i = Break(i);
            else if (!transfer.IsLinked) _chain = -1;
        }

        return _answers;
    }

    private void Begin(int first)
    {
        _chain = first;
        _undo.Clear();
        var (rows, sequence) = (Rows.Count, turn.LastSequence);
        _undo.Add(() =>
        {
            Rows.RemoveRange(rows, Rows.Count - rows);
            turn.Rewind(sequence);
        });
    }

    /// <summary>Undoes a chain; the one at fault keeps its own answer.</summary>
    /// <returns>The chain's last.</returns>
    private int Break(int fault)
    {
        for (var i = _undo.Count - 1; i >= 0; i--) _undo[i]();
        var last = fault;
        while (last < transfers.Count - 1 && transfers[last].IsLinked) last++;
        for (var i = _chain; i <= last; i++)
            if (i != fault || _answers[i].Stands) _answers[i] = new PostingAnswer(PostingOutcome.ChainBroken);
        _chain = -1;
        return last;
    }

    private PostingAnswer Judge(Transfer transfer)
    {
        if (!IsId(transfer.Id)) return new PostingAnswer(PostingOutcome.BadId);
        var content = LedgerTurn.Digest(transfer);
        if (turn.Known(transfer.Id) is { } known)
        {
            if (known.Content.AsSpan().SequenceEqual(content))
                return known.Refusal == PostingOutcome.Posted ? new PostingAnswer(PostingOutcome.Known, known.Sequence, known.AtMs) : new PostingAnswer(known.Refusal);
            Quarantined.Add((transfer.Id, transfer.Content));
            return new PostingAnswer(PostingOutcome.IdTaken);
        }

        if (TransferForm.Fault(transfer, turn.NowMs) is { } fault) return new PostingAnswer(fault);
        var refusal = transfer.Hold is null ? Move(transfer, content) : End(transfer, content);
        if (refusal is not { } outcome) return new PostingAnswer(PostingOutcome.Posted, turn.LastSequence, turn.NowMs);
        Refusals.Add((transfer.Id, content, outcome));
        turn.Learn(transfer.Id, new KnownTransfer { Content = content, Refusal = outcome });
        return new PostingAnswer(outcome);
    }

    private PostingOutcome? Move(Transfer transfer, byte[] content)
    {
        if (turn.Account(transfer.Debit) is not { } debit) return PostingOutcome.DebitUnknown;
        if (turn.Account(transfer.Credit) is not { } credit) return PostingOutcome.CreditUnknown;
        if (debit.IsClosed) return PostingOutcome.DebitClosed;
        if (credit.IsClosed) return PostingOutcome.CreditClosed;
        if ((debit.WhyNoDebit(transfer.Amount) ?? credit.WhyNoCredit(transfer.Amount)) is { } refusal) return refusal;
        var isHold = transfer.Kind == TransferKind.Hold;
        Write(transfer, content, debit, credit, isHold ? 0 : transfer.Amount, isHold ? transfer.Amount : 0, null);
        return null;
    }

    private PostingOutcome? End(Transfer transfer, byte[] content)
    {
        if (turn.Known(transfer.Hold!) is not { Refusal: PostingOutcome.Posted } hold) return PostingOutcome.HoldUnknown;
        if (hold.Kind != TransferKind.Hold) return PostingOutcome.NotAHold;
        var (debit, credit) = (turn.Account(hold.Debit), turn.Account(hold.Credit));
        if (transfer.Debit != default && (transfer.Debit != debit.Key || transfer.Credit != credit.Key)) return PostingOutcome.HoldDiffers;
        if (transfer.Amount > hold.Held) return PostingOutcome.ExceedsHold;
        if (hold.Ended is { } ended)
            return ended switch { TransferKind.PostHold => PostingOutcome.HoldPosted, TransferKind.VoidHold => PostingOutcome.HoldVoided, _ => PostingOutcome.HoldExpired };
        // The look that ends it may not have come by yet.
        if (hold.ExpiresMs <= turn.NowMs) return PostingOutcome.HoldExpired;
        var posted = transfer.Kind == TransferKind.VoidHold ? 0 : transfer.Amount == 0 ? hold.Held : transfer.Amount;
        Write(transfer, content, debit, credit, posted, -hold.Held, hold);
        return null;
    }

    private void Write(Transfer transfer, byte[] content, AccountState debit, AccountState credit, long posted, long held, KnownTransfer? hold)
    {
        debit.Debit(posted, held);
        credit.Credit(posted, held);
        if (hold is not null) hold.Ended = transfer.Kind;
        Rows.Add(new TransferRow(
            turn.NextSequence(), transfer.Id, content, turn.NowMs, transfer.Kind, transfer.Code, debit.Number, credit.Number, debit.Key.Currency,
            posted, held, debit.Posted, credit.Posted, hold?.Sequence, transfer.ExpiresMs, transfer.DueMs, transfer.Note));
        turn.Learn(transfer.Id, new KnownTransfer
        {
            Content = content,
            Sequence = turn.LastSequence,
            AtMs = turn.NowMs,
            Kind = transfer.Kind,
            Debit = debit.Number,
            Credit = credit.Number,
            Held = held,
            ExpiresMs = transfer.ExpiresMs,
        });
        if (_chain < 0) return;
        _undo.Add(() =>
        {
            debit.Debit(-posted, -held);
            credit.Credit(-posted, -held);
            if (hold is not null) hold.Ended = null;
            turn.Forget(transfer.Id);
        });
    }
}
