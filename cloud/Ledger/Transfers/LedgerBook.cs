using Wattline.Cloud.Ledger.Accounts;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Ledger.Transfers;

/// <summary>
/// The book of transfers: double entry, never changed, each id once. Postings of all processes stand in one order (one turn at a time), so that they
/// are serialisable strictly: what was answered is seen by whoever asks after. Durable when a call returns.
/// </summary>
public sealed class LedgerBook
{
    private readonly Database _database;
    private readonly TimeProvider _wall;
    private readonly LedgerMetrics? _metrics;
    private readonly PostingQueue _queue;

    /// <param name="database">Holds the tables of <see cref="LedgerSchema"/>.</param>
    /// <param name="wall">Dates entries.</param>
    /// <param name="metrics">Counts.</param>
    public LedgerBook(Database database, TimeProvider wall, LedgerMetrics? metrics = null)
    {
        _database = database;
        _wall = wall;
        _metrics = metrics;
        _queue = new PostingQueue(Post);
    }

    /// <summary>Posts a transfer. Calls at once share a commit.</summary>
    /// <exception cref="StoreUnavailableException">Whether it stands is not known: post the same again.</exception>
    public PostingAnswer Post(Transfer transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        return _queue.Post(transfer);
    }

    /// <summary>Posts a batch in one transaction: in order, each with an outcome of its own; those that are linked all or none.</summary>
    /// <exception cref="ArgumentException">More than <see cref="LedgerLimits.BatchMax"/>.</exception>
    /// <exception cref="StoreUnavailableException">Whether they stand is not known: post the same again.</exception>
    public IReadOnlyList<PostingAnswer> Post(IReadOnlyList<Transfer> batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Count == 0) return [];
        var answers = InTurn(turn => turn.Post(batch));
        _metrics?.Count(answers);
        return answers;
    }

    /// <summary>Opens an account.</summary>
    public OpenOutcome Open(AccountKey key) => InTurn(turn => turn.Open(key));

    /// <summary>Closes an account that is at zero. What was posted stays; nothing is posted any more.</summary>
    public OpenOutcome Close(AccountKey key) => InTurn(turn => turn.Close(key));

    /// <summary>Releases the holds whose time is over.</summary>
    /// <returns>How many.</returns>
    public int Expire()
    {
        var now = _wall.GetUtcNow().ToUnixTimeMilliseconds();
        // Mostly there is none: the turn is taken only when there is.
        if (_database.Read(connection => HoldExpiry.Over(connection, now).Count) == 0) return 0;
        return InTurn(static turn => HoldExpiry.Release(turn));
    }

    /// <summary>Now, Unix milliseconds.</summary>
    internal long NowMs => _wall.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Runs a work in the ledger's turn. It keeps nothing from the time before: where the database runs it again, it runs again.</summary>
    internal T InTurn<T>(Func<LedgerTurn, T> work) =>
        _database.Write(connection => work(LedgerTurn.Take(connection, _wall.GetUtcNow())), isolation: Isolation.ReadCommitted);
}
