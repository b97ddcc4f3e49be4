using System.Security.Cryptography;
using System.Text;
using Wattline.Cloud.Ledger.Accounts;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Ledger.Transfers;

/// <summary>
/// The ledger's turn within a transaction: from taking it until the transaction ends nobody else posts, so that what is read here is so when it is
/// written. The order of turns is the order of the ledger.
/// </summary>
internal sealed class LedgerTurn
{
    private readonly StoreConnection _connection;
    private readonly Dictionary<string, AccountState?> _accounts = new(StringComparer.Ordinal);
    private readonly Dictionary<long, AccountState> _numbered = [];
    private readonly Dictionary<string, KnownTransfer> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private long _sequence;

    private LedgerTurn(StoreConnection connection, long sequence, long nowMs)
    {
        _connection = connection;
        _sequence = sequence;
        NowMs = nowMs;
    }

    /// <summary>The moment of everything that is posted in this turn: now, or that of the last turn when this clock is behind.</summary>
    public long NowMs { get; }

    /// <summary>The transaction.</summary>
    public StoreConnection Connection => _connection;

    /// <summary>Takes the turn: waits until the one before has ended.</summary>
    public static LedgerTurn Take(StoreConnection connection, DateTimeOffset now)
    {
        using var rows = connection.Prepared(
            connection.Engine == StoreEngine.Postgres ? "SELECT last_sequence, last_ms FROM ledger_head WHERE one = 1 FOR UPDATE" : "SELECT last_sequence, last_ms FROM ledger_head WHERE one = 1").Rows();
        rows.Read();
        return new LedgerTurn(connection, rows.GetInt64(0), Math.Max(rows.GetInt64(1), now.ToUnixTimeMilliseconds()));
    }

    /// <summary>An account; null when there is none.</summary>
    public AccountState? Find(AccountKey key)
    {
        Know([key.ToString()]);
        return _accounts[key.ToString()];
    }

    /// <summary>What stands under an id, and how it ended if it is a hold; null: nothing.</summary>
    public KnownTransfer? Look(string id)
    {
        if (_asked.Add(id)) TransferRows.Find(_connection, [id], _known);
        return Known(id) is { Refusal: PostingOutcome.Posted } known ? known : null;
    }

    /// <summary>Opens an account, or finds it.</summary>
    public OpenOutcome Open(AccountKey key)
    {
        if (!key.IsValid) return OpenOutcome.BadKey;
        if (Find(key) is { } found) return found.IsClosed ? OpenOutcome.Closed : OpenOutcome.Already;
        var state = new AccountState(AccountRows.Add(_connection, key, NowMs), key, key.Kind.HasFloor(), false, 0, 0, 0);
        Remember(state);
        return OpenOutcome.Done;
    }

    /// <summary>Closes an account that is at zero.</summary>
    public OpenOutcome Close(AccountKey key)
    {
        if (!key.IsValid) return OpenOutcome.BadKey;
        if (Find(key) is not { } found) return OpenOutcome.Unknown;
        if (found.IsClosed) return OpenOutcome.Already;
        if (found is not { Posted: 0, HeldDebit: 0, HeldCredit: 0 }) return OpenOutcome.NotEmpty;
        AccountRows.Close(_connection, found.Number, NowMs);
        found.IsClosed = true;
        return OpenOutcome.Done;
    }

    /// <summary>Posts what this room itself has made; it opens the accounts that are the utility's own, and a refusal is a fault of the program.</summary>
    /// <exception cref="InvalidOperationException">It was refused.</exception>
    public PostingAnswer Must(params IReadOnlyList<Transfer> transfers)
    {
        foreach (var transfer in transfers)
            foreach (var key in (AccountKey[])[transfer.Debit, transfer.Credit])
                if (key != default && key.Kind != AccountKind.Customer) Open(key);
        var answers = Post(transfers);
        foreach (var (transfer, answer) in transfers.Zip(answers))
            if (!answer.Stands) throw new InvalidOperationException($"The ledger refuses its own {transfer.Id}: {answer.Outcome}.");
        return answers[^1];
    }

    /// <summary>Posts transfers in order, each with an outcome of its own.</summary>
    public IReadOnlyList<PostingAnswer> Post(IReadOnlyList<Transfer> transfers)
    {
        if (transfers.Count > LedgerLimits.BatchMax) throw new ArgumentException($"More than {LedgerLimits.BatchMax} transfers.", nameof(transfers));
        Prepare(transfers);
        var judged = new TransferJudge(this, transfers);
        var answers = judged.Judge();
        TransferRows.Add(_connection, judged.Rows);
        TransferRows.AddRefusals(_connection, judged.Refusals, NowMs);
        foreach (var (id, content) in judged.Quarantined) TransferRows.Quarantine(_connection, id, content, NowMs);
        return answers;
    }

    /// <summary>The first half of the SHA-256: what tells two contents of one id apart.</summary>
    internal static byte[] Digest(Transfer transfer) => SHA256.HashData(Encoding.UTF8.GetBytes(transfer.Content))[..16];

    internal KnownTransfer? Known(string id) => _known.GetValueOrDefault(id);

    internal void Learn(string id, KnownTransfer known) => _known[id] = known;

    internal void Forget(string id) => _known.Remove(id);

    internal AccountState? Account(AccountKey key) => _accounts.GetValueOrDefault(key.ToString());

    internal AccountState Account(long number) => _numbered[number];

    internal AccountState Load(long number)
    {
        if (!_numbered.ContainsKey(number)) Remember(AccountRows.Load(_connection, [number])[0]);
        return _numbered[number];
    }

    internal long NextSequence() => ++_sequence;

    internal void Rewind(long sequence) => _sequence = sequence;

    internal long LastSequence => _sequence;

    /// <summary>Reads at one go what the transfers name: ids, holds, accounts.</summary>
    private void Prepare(IReadOnlyList<Transfer> transfers)
    {
        var ids = new List<string>(transfers.Count);
        var names = new List<string>(transfers.Count * 2);
        foreach (var transfer in transfers)
        {
            foreach (var id in (string?[])[transfer.Id, transfer.Hold])
                if (TransferJudge.IsId(id) && _asked.Add(id!)) ids.Add(id!);
            foreach (var key in (AccountKey[])[transfer.Debit, transfer.Credit])
                if (key.IsValid) names.Add(key.ToString());
        }

        if (ids.Count > 0) TransferRows.Find(_connection, ids, _known);
        Know(names);
        var numbers = transfers.Select(transfer => transfer.Hold is { } hold ? Known(hold) : null).OfType<KnownTransfer>()
            .SelectMany(static hold => (long[])[hold.Debit, hold.Credit]).Where(number => number > 0 && !_numbered.ContainsKey(number)).Distinct().ToList();
        foreach (var state in AccountRows.Load(_connection, numbers)) Remember(state);
    }

    private void Know(IReadOnlyCollection<string> names)
    {
        var unknown = names.Where(name => !_accounts.ContainsKey(name)).Distinct(StringComparer.Ordinal).ToList();
        if (unknown.Count == 0) return;
        foreach (var state in AccountRows.Load(_connection, unknown)) Remember(state);
        foreach (var name in unknown) _accounts.TryAdd(name, null);
    }

    private void Remember(AccountState state)
    {
        // One object for an account, by whatever it was found.
        if (!_numbered.TryAdd(state.Number, state)) state = _numbered[state.Number];
        _accounts[state.Key.ToString()] = state;
    }
}
