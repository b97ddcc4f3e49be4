using Wattline.Cloud.Ledger;
using Wattline.Cloud.Ledger.Accounts;
using Wattline.Cloud.Ledger.Kiosks;
using Wattline.Cloud.Ledger.Statements;
using Wattline.Cloud.Ledger.Transfers;
using Wattline.Cloud.Store;
using Wattline.Tests.Cloud.Ledger.Tests.Support;
using Xunit;

namespace Wattline.Tests.Peers.Postgres;

/// <summary>Two processes take kiosks' records in while the database is killed under them: each record is in the ledger once.</summary>
public sealed class LedgerKioskKillTests
{
    private const int Streams = 6;
    private const int Notes = 60;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = 900_000)]
    public async Task Killed_while_kiosks_are_taken_in_each_note_is_credited_once()
    {
        await using var cluster = await PostgresCluster.StartAsync(Stop);
        var connection = cluster.NewSchema();
        using var one = Database.Connect(connection, TimeProvider.System, LedgerSchema.Tables);
        using var two = Database.Connect(connection, TimeProvider.System, LedgerSchema.Tables);
        LedgerBook[] books = [new(one, TimeProvider.System), new(two, TimeProvider.System)];
        var customer = new AccountKey(AccountKind.Customer, "A", "CNY");
        books[0].Open(customer);
        var records = new StoredRecords();
        // Records come in while they are taken in: escrow and credit of a note, note by note.
        var told = 0;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var takers = new[] { one, two }.Select((database, i) => Task.Run(() => Take(new KioskIntake(database, books[i], records), over.Token), Stop)).ToList();
        for (var note = 1; note <= Notes; note++)
        {
            for (var stream = 0; stream < Streams; stream++)
            {
                records.Add(new KioskRecord(2 * note - 1, 0, $"K-{stream}", note, "A", note, "CNY", null), $"C-{stream}");
                records.Add(new KioskRecord(2 * note, 1, $"K-{stream}", note, "A", note, "CNY", null), $"C-{stream}");
                told += note;
            }

            if (note % 20 != 0) continue;
            await cluster.KillAsync(Stop);
            await cluster.StartAgainAsync(Stop);
        }

        var queries = new LedgerQueries(one);
        for (var (last, still) = (-1L, 0); still < 600; await Task.Delay(100, Stop))
        {
            var balance = Patiently(() => queries.Balance(customer));
            if (balance >= told) break;
            (last, still) = balance == last ? (last, still + 1) : (balance, 0);
        }

        await over.CancelAsync();
        await Task.WhenAll(takers);
        Assert.Equal(told, queries.Balance(customer));
        Assert.Equal(0, queries.Account(customer)!.HeldCredit);
        var trial = queries.TrialBalance();
        Assert.True(trial.IsBalanced);
        Assert.Equal(2L * Streams * Notes, trial.Sequence);
        Assert.Equal(0, one.Read(static c => c.Scalar<long>("SELECT COUNT(*) FROM ledger_finding")));
    }

    private static void Take(KioskIntake intake, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            try
            {
                intake.TakeIn();
            }
            catch (StoreUnavailableException)
            {
                over.WaitHandle.WaitOne(20);
            }
        }
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
