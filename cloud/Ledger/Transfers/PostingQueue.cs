using Wattline.Cloud.Store;

namespace Wattline.Cloud.Ledger.Transfers;

/// <summary>
/// Callers that post one transfer each, at once, share commits: while one commit is under way those that come wait, and the first of them posts them
/// all together. A caller on its own pays for no one else.
/// </summary>
/// <param name="post">Posts a batch in one transaction.</param>
internal sealed class PostingQueue(Func<IReadOnlyList<Transfer>, IReadOnlyList<PostingAnswer>> post)
{
    private readonly Lock _gate = new();
    private readonly Queue<Caller> _waiting = new();
    private bool _isBusy;

    public PostingAnswer Post(Transfer transfer)
    {
        var own = new Caller(transfer);
        bool isFirst;
        lock (_gate)
        {
            if (_waiting.Count >= LedgerLimits.WaitersMax) throw new StoreUnavailableException("too many wait for the ledger");
            _waiting.Enqueue(own);
            isFirst = !_isBusy;
            _isBusy = true;
        }

        if (!isFirst) own.Wait();
        return own.IsOver ? own.Answer() : Lead(own);
    }

    /// <summary>Posts for all that wait, and names who leads next.</summary>
    private PostingAnswer Lead(Caller own)
    {
        var together = new List<Caller>();
        lock (_gate)
        {
            while (together.Count < LedgerLimits.TogetherMax && _waiting.TryDequeue(out var caller)) together.Add(caller);
        }

        Serve(together);
        Caller? next;
        lock (_gate)
        {
            if (!_waiting.TryPeek(out next)) _isBusy = false;
        }

        next?.Wake();
        foreach (var caller in together)
            if (caller != own) caller.Wake();
        return own.Answer();
    }

    private void Serve(List<Caller> together)
    {
        try
        {
            // A chain is posted by its own call; here each stands alone.
            var answers = post(together.ConvertAll(static caller => caller.Transfer with { IsLinked = false }));
            for (var i = 0; i < together.Count; i++) together[i].End(answers[i]);
        }
        catch (StoreUnavailableException away)
        {
            foreach (var caller in together) caller.End(away);
        }
#pragma warning disable CA1031 // One caller's fault is not the others': each is tried alone, and hears of its own.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            if (together.Count == 1) together[0].End(fault);
            else foreach (var caller in together) Serve([caller]);
        }
    }

    private sealed class Caller(Transfer transfer)
    {
        private bool _isWoken;
        private PostingAnswer _answer;
        private Exception? _fault;

        public Transfer Transfer { get; } = transfer;

        public bool IsOver { get; private set; }

        public void Wait()
        {
            lock (this)
            {
                while (!_isWoken) Monitor.Wait(this);
            }
        }

        public void Wake()
        {
            lock (this)
            {
                _isWoken = true;
                Monitor.Pulse(this);
            }
        }

        public void End(PostingAnswer answer) => (_answer, IsOver) = (answer, true);

        public void End(Exception fault) => (_fault, IsOver) = (fault, true);

        public PostingAnswer Answer() => _fault switch
        {
            null => _answer,
            StoreUnavailableException away => throw new StoreUnavailableException(away.Reason, away),
            _ => throw new InvalidOperationException("The transfer could not be posted.", _fault),
        };
    }
}
