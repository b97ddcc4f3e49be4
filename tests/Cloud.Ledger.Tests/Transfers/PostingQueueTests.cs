using Wattline.Cloud.Ledger.Transfers;
using Wattline.Cloud.Store;
using Wattline.Tests.Cloud.Ledger.Tests.Support;
using Xunit;

namespace Wattline.Tests.Cloud.Ledger.Tests.Transfers;

/// <summary>Callers at once share commits, and each hears of its own.</summary>
public sealed class PostingQueueTests
{
    private static readonly Transfer _some = new("x", LedgerRig.Key("bank"), LedgerRig.Key("A"), 1, TransferCode.Other);

    [Fact]
    public void Callers_at_once_each_get_their_own_answer()
    {
        var batches = 0;
        var queue = new PostingQueue(batch =>
        {
            Interlocked.Increment(ref batches);
            return [.. batch.Select(static transfer => new PostingAnswer(PostingOutcome.Posted, transfer.Amount))];
        });
        Parallel.For(1, 5_000, new ParallelOptions { MaxDegreeOfParallelism = 16 }, i => Assert.Equal(i, queue.Post(_some with { Amount = i }).Sequence));
        Assert.InRange(batches, 1, 5_000);
    }

    [Fact]
    public void One_callers_fault_is_not_the_others()
    {
        using var isIn = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        var queue = new PostingQueue(batch =>
        {
            isIn.Set();
            go.Wait(TestContext.Current.CancellationToken);
            if (batch.Any(static transfer => transfer.Id == "bad")) throw new FormatException("bad");
            return [.. batch.Select(static _ => new PostingAnswer(PostingOutcome.Posted))];
        });
        var first = Start("first");
        isIn.Wait(TestContext.Current.CancellationToken);
        var others = ((string[])["one", "bad", "two"]).Select(Start).ToList();
        go.Set();
        Assert.Equal("Posted", Join(first));
        Assert.Equal(["Posted", "The transfer could not be posted.", "Posted"], others.Select(Join));

        Task<string> Start(string id) => Task.Factory.StartNew(
            () =>
            {
                try
                {
                    return queue.Post(_some with { Id = id }).Outcome.ToString();
                }
                catch (InvalidOperationException fault)
                {
                    return fault.Message;
                }
            },
            TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    [Fact]
    public void While_the_database_is_away_all_that_wait_are_told()
    {
        var queue = new PostingQueue(static _ => throw new StoreUnavailableException("away"));
        Parallel.For(0, 200, i => Assert.Equal("away", Assert.Throws<StoreUnavailableException>(() => queue.Post(_some with { Amount = i })).Reason));
    }

#pragma warning disable xUnit1031 // The test waits for threads of its own.
    private static string Join(Task<string> task) => task.GetAwaiter().GetResult();
#pragma warning restore xUnit1031
}
