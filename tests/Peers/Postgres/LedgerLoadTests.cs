using System.Globalization;
using Wattline.Cloud.Ledger;
using Wattline.Cloud.Ledger.Accounts;
using Wattline.Cloud.Ledger.Statements;
using Wattline.Cloud.Ledger.Transfers;
using Wattline.Cloud.Store;
using Xunit;

namespace Wattline.Tests.Peers.Postgres;

/// <summary>
/// Many clients that post, repeat, contradict and read at once, while the database is killed: nothing is lost or doubled, debits are credits whenever
/// somebody looks, and whoever was answered finds what was answered.
/// </summary>
public sealed class LedgerLoadTests
{
    private const int Clients = 64;
    /// <summary>Seconds without any answer, after which it hangs.</summary>
    private const int Patient = 60;
    private static readonly int _transfersOfClient = int.Parse(Environment.GetEnvironmentVariable("WATTLINE_LEDGER_TRANSFERS") ?? "16", CultureInfo.InvariantCulture);
    private const int Kills = 3;
    private static readonly AccountKey _channel = new(AccountKind.ChannelClearing, "wechat", "CNY");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = 1_200_000)]
    public async Task Clients_that_repeat_and_a_database_that_is_killed_lose_and_double_nothing()
    {
        var seed = int.Parse(Environment.GetEnvironmentVariable("WATTLINE_LEDGER_SEED") ?? "20261130", CultureInfo.InvariantCulture);
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        await using var cluster = await PostgresCluster.StartAsync(Stop);
        var connection = cluster.NewSchema();
        // Two processes, as far as the database can tell.
        using var one = Database.Connect(connection, TimeProvider.System, LedgerSchema.Tables);
        using var two = Database.Connect(connection, TimeProvider.System, LedgerSchema.Tables);
        LedgerBook[] books = [new(one, TimeProvider.System), new(two, TimeProvider.System)];
        LedgerQueries[] readers = [new(one), new(two)];
        books[0].Open(_channel);
        for (var client = 0; client < Clients; client++) books[0].Open(Customer(client));

        var answered = 0;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var auditor = Task.Factory.StartNew(() => Audit(readers[1], over.Token), Stop, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var clients = Enumerable.Range(0, Clients).Select(client => Task.Factory.StartNew(
            () => Run(client, new Random(seed + client), books[client % 2], readers[(client + 1) % 2], () => Interlocked.Increment(ref answered)), Stop, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToList();
        for (var kill = 1; kill <= Kills; kill++)
        {
            var enough = kill * Clients * _transfersOfClient / (Kills + 1);
            // As long as anything goes on it is waited for: the machine may be busy.
            for (var (last, still) = (0, 0); Volatile.Read(ref answered) < enough && !clients.Any(static client => client.IsFaulted) && still < 10 * Patient; await Task.Delay(100, Stop))
                (last, still) = answered == last ? (last, still + 1) : (answered, 0);
            await cluster.KillAsync(Stop);
            await cluster.StartAgainAsync(Stop);
        }

        var expected = await Task.WhenAll(clients);
        await over.CancelAsync();
        var looks = await auditor;
        Assert.True(looks > 0, "Nobody looked at the trial balance.");
        var trial = readers[0].TrialBalance();
        Assert.True(trial.IsBalanced, string.Join(", ", trial.Totals));
        Assert.Equal(Clients * _transfersOfClient, trial.Sequence);
        Assert.Equal(-expected.Sum(), readers[0].Balance(_channel));
        for (var client = 0; client < Clients; client++) Assert.Equal(expected[client], readers[0].Balance(Customer(client)));
        Assert.Equal((long)Clients * _transfersOfClient, one.Read(static c => c.Scalar<long>("SELECT COUNT(DISTINCT id) FROM ledger_transfer")));
        Assert.Equal(0, one.Read(static c => c.Scalar<long>("SELECT COUNT(*) FROM ledger_refusal")));
        TestContext.Current.TestOutputHelper!.WriteLine($"{trial.Sequence} transfers, {looks} looks at the trial balance, {one.Read(static c => c.Scalar<long>("SELECT COALESCE(SUM(times), 0) FROM ledger_quarantine"))} in quarantine");
    }

    private static AccountKey Customer(int client) => new(AccountKind.Customer, $"A-{client}", "CNY");

    /// <returns>What the client's account must hold.</returns>
    private static long Run(int client, Random random, LedgerBook book, LedgerQueries reader, Action answered)
    {
        var sum = 0L;
        var places = new Dictionary<string, (long Sequence, long AtMs)>();
        for (var i = 0; i < _transfersOfClient; i++)
        {
            var transfer = new Transfer($"c{client}/{i}", _channel, Customer(client), random.Next(1, 1000), TransferCode.ChannelPayment);
            // A client that crashes and forgets sends it again, more than once, alone or in a batch with what it sent before.
            for (var times = random.Next(1, 4); times > 0; times--)
            {
                var answer = random.Next(4) == 0 ? Patiently(() => book.Post([transfer, transfer]))[random.Next(2)] : Patiently(() => book.Post(transfer));
                Assert.True(answer.Stands, $"{transfer.Id}: {answer.Outcome}");
                Assert.True(places.TryAdd(transfer.Id, (answer.Sequence, answer.AtMs)) || places[transfer.Id] == (answer.Sequence, answer.AtMs), $"{transfer.Id} has two places");
            }

            sum += transfer.Amount;
            answered();
            if (random.Next(5) == 0) Assert.Equal(PostingOutcome.IdTaken, Patiently(() => book.Post(transfer with { Amount = transfer.Amount + 1 })).Outcome);
            // What was answered is seen, by the other process too.
            var (balance, place) = Patiently(() => (reader.Balance(Customer(client)), reader.Find(transfer.Id)));
            Assert.True(balance == sum, $"{transfer.Id}: a stale balance of {balance}, not {sum}");
            Assert.Equal(places[transfer.Id], (place!.Value.Sequence, place.Value.AtMs));
        }

        return sum;
    }

    private static int Audit(LedgerQueries reader, CancellationToken over)
    {
        var (looks, last) = (0, 0L);
        while (!over.IsCancellationRequested)
        {
            try
            {
                var trial = reader.TrialBalance();
                Assert.True(trial.IsBalanced, string.Join(", ", trial.Totals));
                Assert.True(trial.Sequence >= last, $"{trial.Sequence} after {last}: a stale read");
                (last, looks) = (trial.Sequence, looks + 1);
                over.WaitHandle.WaitOne(20);
            }
            catch (StoreUnavailableException)
            {
                over.WaitHandle.WaitOne(20);
            }
        }

        return looks;
    }

    private static T Patiently<T>(Func<T> work)
    {
        while (true)
        {
            try
            {
                return work();
            }
            catch (StoreUnavailableException)
            {
                Stop.WaitHandle.WaitOne(20);
                Stop.ThrowIfCancellationRequested();
            }
        }
    }
}
