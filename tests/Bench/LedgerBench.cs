using System.Diagnostics;
using System.Globalization;
using Wattline.Cloud.Ledger;
using Wattline.Cloud.Ledger.Accounts;
using Wattline.Cloud.Ledger.Statements;
using Wattline.Cloud.Ledger.Transfers;
using Wattline.Cloud.Store;
using Wattline.Tests.Peers.Postgres;

namespace Wattline.Tests.Bench;

/// <summary>
/// Payments into the ledger on PostgreSQL, durable: one by one, by 64 clients and by one, and in batches. Beside it the same rows by plain SQL inserts
/// into a table with the same columns and indexes: no looking up, no checks, no balances.
/// </summary>
internal static class LedgerBench
{
    private const int Customers = 10_000;
    private const int Clients = 64;
    private const int Singles = 20_000;
    private const int SinglesOfOne = 2_000;
    private const int Batched = 200_000;
    private const int BatchOf = 4_000;
    private static readonly AccountKey _channel = new(AccountKind.ChannelClearing, "wechat", "CNY");

    public static void Run()
    {
        if (!Directory.Exists("/usr/lib/postgresql/15/bin"))
        {
            Console.WriteLine("\nledger: left out, for PostgreSQL 15 is not installed (tests/Peers/run does it)");
            return;
        }

        RunAsync().GetAwaiter().GetResult();
    }

    private static async Task RunAsync()
    {
        await using var cluster = await PostgresCluster.StartAsync(CancellationToken.None, isDurable: true);
        using var database = Database.Connect(cluster.NewSchema(), TimeProvider.System, LedgerSchema.Tables, Plain);
        var book = new LedgerBook(database, TimeProvider.System);
        book.Open(_channel);
        for (var customer = 0; customer < Customers; customer++) book.Open(Customer(customer));
        Console.WriteLine();
        Console.WriteLine($"ledger: payments to {Customers:N0} customers from one channel into PostgreSQL 15, synchronous_commit = on; load of the machine before {Load()}");
        // Prepared statements and the jit.
        Post(book, "warm", 2_000, 8);
        Insert(database, "warm", 2_000, 8);
        Print("one by one, 64 clients", Singles, Post(book, "a", Singles, Clients), 3_000);
        Print("  the same rows by plain SQL inserts", Singles, Insert(database, "a", Singles, Clients));
        Print("one by one, one client", SinglesOfOne, Post(book, "b", SinglesOfOne, 1));
        Print("  the same rows by plain SQL inserts", SinglesOfOne, Insert(database, "b", SinglesOfOne, 1));
        Print($"in batches of {BatchOf:N0}", Batched, Measure(() =>
        {
            for (var from = 0; from < Batched; from += BatchOf)
                if (!book.Post(Enumerable.Range(from, BatchOf).Select(i => Payment("c", i)).ToList()).All(static answer => answer.Outcome == PostingOutcome.Posted)) throw new InvalidOperationException("Refused.");
        }), 20_000);
        Print("  the same rows by plain SQL inserts", Batched, Measure(() =>
        {
            for (var from = 0; from < Batched; from += BatchOf) InsertBatch(database, "c", from);
        }));
        var trial = new LedgerQueries(database).TrialBalance();
        if (!trial.IsBalanced || trial.Sequence != 2_000 + Singles + SinglesOfOne + Batched) throw new InvalidOperationException("The ledger is wrong.");
        Print("trial balance, accounts a second", trial.Lines.Count, Measure(() => new LedgerQueries(database).TrialBalance()));
        Console.WriteLine($"  load of the machine after {Load()}");
    }

    private static double Post(LedgerBook book, string run, int count, int clients) => Measure(() => ForEach(count, clients, i =>
    {
        if (book.Post(Payment(run, i)).Outcome != PostingOutcome.Posted) throw new InvalidOperationException("Refused.");
    }));

    private static double Insert(Database database, string run, int count, int clients) => Measure(() => ForEach(count, clients, i => database.Write(
        connection => connection.Prepared(InsertOne, _columns).Run(
            Sequence(run, i), $"{run}/{i}", new byte[16], 0L, 0L, 3L, 1L, 2L + i % Customers, "CNY", 100L, 0L, 0L, 0L, null, null, null, ""), isolation: Isolation.ReadCommitted)));

    private static void InsertBatch(Database database, string run, int from) => database.Write(
        connection => connection.Prepared(InsertMany, _columns).Run(
            Column(i => Sequence(run, from + i)), Column(i => $"{run}/{from + i}"), Column(static _ => new byte[16]), Column(static _ => 0L), Column(static _ => 0L), Column(static _ => 3L), Column(static _ => 1L),
            Column(i => 2L + (from + i) % Customers), Column(static _ => "CNY"), Column(static _ => 100L), Column(static _ => 0L), Column(static _ => 0L), Column(static _ => 0L), Column(static _ => (long?)null),
            Column(static _ => (long?)null), Column(static _ => (long?)null), Column(static _ => "")), isolation: Isolation.ReadCommitted);

    private static T[] Column<T>(Func<int, T> value) => [.. Enumerable.Range(0, BatchOf).Select(value)];

    private static long Sequence(string run, int i) => run[0] * 10_000_000L + i;

    /// <summary>Each client on a thread of its own, as many callers of a web server are.</summary>
    private static void ForEach(int count, int clients, Action<int> one)
    {
        var next = -1;
        var threads = Enumerable.Range(0, clients).Select(_ => new Thread(
            () =>
            {
                for (int i; (i = Interlocked.Increment(ref next)) < count;) one(i);
            },
            256 * 1024)).ToList();
        threads.ForEach(static thread => thread.Start());
        threads.ForEach(static thread => thread.Join());
    }

    private static AccountKey Customer(int number) => new(AccountKind.Customer, string.Create(CultureInfo.InvariantCulture, $"A-{number % Customers}"), "CNY");

    private static Transfer Payment(string run, int i) => new(string.Create(CultureInfo.InvariantCulture, $"channel/wechat/{run}-{i:D8}"), _channel, Customer(i), 100 + i % 900, TransferCode.ChannelPayment);

    private static double Measure(Action work)
    {
        var start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static void Print(string name, int count, double seconds, int least = 0) =>
        Console.WriteLine($"  {name,-39}{count / seconds,12:N0} /s{(least > 0 ? $" (at least {least:N0})" : "")}");

    private static string Load() => File.ReadAllText("/proc/loadavg").Split(' ')[0];

    private static readonly string[] _columns =
        ["sequence", "id", "content", "at_ms", "kind", "code", "debit", "credit", "currency", "posted", "held", "debit_balance", "credit_balance", "hold", "expires_ms", "due_ms", "note"];

    private static string Names => string.Join(", ", _columns);

    private static string InsertOne => $"INSERT INTO plain_transfer ({Names}) VALUES (@{string.Join(", @", _columns)})";

    private static string InsertMany => $"INSERT INTO plain_transfer ({Names}) SELECT * FROM unnest(@{string.Join(", @", _columns)})";

    private static RoomSchema Plain => new("plain", new Migration(1, """
        CREATE TABLE plain_transfer (sequence INTEGER NOT NULL PRIMARY KEY, id TEXT NOT NULL UNIQUE, content BLOB NOT NULL, at_ms INTEGER NOT NULL, kind INTEGER NOT NULL, code INTEGER NOT NULL,
            debit INTEGER NOT NULL, credit INTEGER NOT NULL, currency TEXT NOT NULL, posted INTEGER NOT NULL, held INTEGER NOT NULL, debit_balance INTEGER NOT NULL, credit_balance INTEGER NOT NULL,
            hold INTEGER NULL, expires_ms INTEGER NULL, due_ms INTEGER NULL, note TEXT NOT NULL);
        CREATE INDEX plain_transfer_debit ON plain_transfer (debit, sequence);
        CREATE INDEX plain_transfer_credit ON plain_transfer (credit, sequence);
        CREATE INDEX plain_transfer_at ON plain_transfer (at_ms, sequence);
        """));
}
