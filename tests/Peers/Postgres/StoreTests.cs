using Npgsql;
using Wattline.Cloud.Ingest;
using Wattline.Cloud.Metering.Registry;
using Wattline.Cloud.Store;
using Wattline.Tests.Cloud.Tests.Support;
using Xunit;

namespace Wattline.Tests.Peers.Postgres;

/// <summary>The door, where PostgreSQL is not as SQLite.</summary>
public sealed class StoreTests
{
    private static readonly RoomSchema _one = new("room", new Migration(1, "CREATE TABLE t (id INTEGER NOT NULL PRIMARY KEY, a INTEGER NOT NULL UNIQUE)"));
    private static readonly RoomSchema _two = new("room", _one.Steps[0], new Migration(2, "ALTER TABLE t ADD COLUMN b TEXT NULL"));

    [Fact]
    public async Task Of_programs_that_start_at_once_one_makes_the_tables()
    {
        var connection = TestStore.NewConnection();
        var started = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() =>
        {
            using var database = Database.Connect(connection, TimeProvider.System, RegistrySchema.Tables, IngestSchema.Tables, _two);
            return database.Read(c => c.Scalar<long>("SELECT COUNT(*) FROM schema_version"));
        })));
        Assert.All(started, rooms => Assert.Equal(3, rooms));
    }

    [Fact]
    public void Tables_of_a_newer_program_are_refused_and_older_ones_brought_up()
    {
        var connection = TestStore.NewConnection();
        using (var old = Database.Connect(connection, TimeProvider.System, _one)) old.Write(c => c.Execute("INSERT INTO t (a) VALUES (7)"));
        using (var renewed = Database.Connect(connection, TimeProvider.System, _two)) Assert.Equal((1L, 7L), renewed.Read(c => c.QueryFirstOrDefault<(long, long)>("SELECT id, a FROM t WHERE b IS NULL")));
        var refusal = Assert.Throws<SchemaTooNewException>(() => Database.Connect(connection, TimeProvider.System, _one));
        Assert.Equal((2, 1), (refusal.Found, refusal.Known));
    }

    [Fact]
    public void A_step_that_fails_leaves_the_version_and_the_tables_as_they_were()
    {
        var connection = TestStore.NewConnection();
        Database.Connect(connection, TimeProvider.System, _one).Dispose();
        var broken = new RoomSchema("room", _one.Steps[0], new Migration(2, "CREATE TABLE u (a INTEGER); CREATE TABLE t (a INTEGER)"));
        Assert.Throws<PostgresException>(() => Database.Connect(connection, TimeProvider.System, broken));
        using var after = Database.Connect(connection, TimeProvider.System, _one);
        Assert.True(after.Read(c => c.Scalar<bool>("SELECT to_regclass('u') IS NULL")));
    }

    [Fact]
    public void A_step_takes_as_long_as_it_takes_and_no_statement_after_it_does()
    {
        using var database = TestStore.Open(new RoomSchema("room", new Migration(1, "CREATE TABLE limits AS SELECT current_setting('statement_timeout') AS s, current_setting('lock_timeout') AS l")));
        Assert.Equal(("0", "0"), database.Read(c => c.QueryFirstOrDefault<(string, string)>("SELECT s, l FROM limits")));
        Assert.Equal("30s", database.Read(c => c.Scalar<string>("SHOW statement_timeout")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_transaction_that_throws_or_is_abandoned_leaves_nothing(bool throws)
    {
        using var database = TestStore.Open(_one);
        var undone = 0;
        void Work() => database.Write(
            c =>
            {
                c.Execute("INSERT INTO t (a) VALUES (1)");
                if (throws) throw new InvalidOperationException();
                c.Abandon();
                return 0;
            },
            () => undone++);
        if (throws) Assert.Throws<InvalidOperationException>(Work);
        else Work();
        database.Write(c => c.Execute("INSERT INTO t (a) VALUES (2)"));
        Assert.Equal([2L], database.Read(c => c.Query<long>("SELECT a FROM t").ToList()));
        Assert.Equal(1, undone);
    }

    [Fact]
    public void A_commit_after_a_fault_that_was_swallowed_fails()
    {
        using var database = TestStore.Open(_one);
        Assert.Throws<PostgresException>(() => database.Write(c =>
        {
            c.Execute("INSERT INTO t (a) VALUES (1)");
            Assert.Throws<PostgresException>(() => c.Execute("INSERT INTO t (a) VALUES (1)"));
        }));
        Assert.Equal(0, database.Read(c => c.Scalar<long>("SELECT COUNT(*) FROM t")));
    }

    [Fact]
    public void Works_that_met_each_other_are_run_again_until_all_have_gone_through()
    {
        const int Works = 8;
        using var database = TestStore.Open(_one);
        var tries = 0;
        using var together = new Barrier(Works);
        // Each adds the number after the highest that it sees: without isolation or without another try two would be the same.
        Parallel.For(0, Works, new ParallelOptions { MaxDegreeOfParallelism = Works }, _ =>
        {
            var first = true;
            database.Write(c =>
            {
                Interlocked.Increment(ref tries);
                var next = c.Scalar<long>("SELECT COALESCE(MAX(a), 0) + 1 FROM t");
                if (first) together.SignalAndWait(TestContext.Current.CancellationToken);
                first = false;
                c.Execute("INSERT INTO t (a) SELECT @Next WHERE NOT EXISTS (SELECT 1 FROM t WHERE a = @Next)", new { Next = next });
            });
        });
        Assert.Equal(Enumerable.Range(1, Works).Select(i => (long)i), database.Read(c => c.Query<long>("SELECT a FROM t ORDER BY a").ToList()));
        Assert.True(tries > Works);
    }

    [Fact]
    public void A_reader_sees_one_commit_and_cannot_write()
    {
        using var database = TestStore.Open(_one);
        database.Read(reader =>
        {
            Assert.Equal(0, reader.Scalar<long>("SELECT COUNT(*) FROM t"));
            database.Write(c => c.Execute("INSERT INTO t (a) VALUES (1)"));
            Assert.Equal(0, reader.Scalar<long>("SELECT COUNT(*) FROM t"));
            return 0;
        });
        Assert.Throws<PostgresException>(() => database.Read(c => c.Execute("INSERT INTO t (a) VALUES (2)")));
        Assert.Equal(1, database.Read(c => c.Scalar<long>("SELECT COUNT(*) FROM t")));
    }

    [Fact]
    public void A_commit_is_on_the_disk_and_a_paused_process_loses_its_transaction_whatever_the_servers_defaults_are()
    {
        using var database = TestStore.Open(_one);
        string Show(string name) => database.Read(c => c.Scalar<string>("SHOW " + name))!;
        Assert.Equal(("on", "5s", "30s", "30s"), (Show("synchronous_commit"), Show("idle_in_transaction_session_timeout"), Show("lock_timeout"), Show("statement_timeout")));
    }

    [Theory]
    [InlineData("Password=wrong-password-of-this-test", "password")]
    [InlineData("Database=nowhere", "nowhere")]
    [InlineData("Port=1", "does not answer")]
    [InlineData("Colour=wrong-password-of-this-test", "not understood")]
    [InlineData("Timeout=wrong-password-of-this-test", "not understood")]
    [InlineData("Host=", "no Host")]
    public void What_is_wrong_with_a_connection_is_said_without_its_password(string fault, string said)
    {
        var refused = Assert.Throws<StoreOpenException>(() => Database.Connect($"{PostgresServer.Shared.Connection};{fault}", TimeProvider.System, _one));
        Assert.Contains(said, refused.Message, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("wrong-password-of-this-test", refused.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(PostgresCluster.Password, refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Callers_wait_for_a_connection_in_bounded_number_and_the_next_is_told_at_once()
    {
        using var database = TestStore.Open(_one);
        using var full = new CountdownEvent(StoreLimits.ConnectionsMax);
        using var go = new ManualResetEventSlim();
        var holders = Enumerable.Range(0, StoreLimits.ConnectionsMax).Select(_ => Start(() => database.Read(c =>
        {
            full.Signal();
            go.Wait(TestContext.Current.CancellationToken);
            return 0;
        }))).ToList();
        full.Wait(TestContext.Current.CancellationToken);
        var outcomes = new System.Collections.Concurrent.ConcurrentBag<string>();
        var waiters = Enumerable.Range(0, StoreLimits.WaitersMax + 5).Select(_ => Start(() =>
        {
            try
            {
                database.Read(c => c.Scalar<long>("SELECT 1"));
                outcomes.Add("served");
            }
            catch (StoreUnavailableException refused)
            {
                outcomes.Add(refused.Reason);
                // The first that is refused lets the others in.
                go.Set();
            }
        })).ToList();
        holders.ForEach(static thread => thread.Join());
        waiters.ForEach(static thread => thread.Join());
        Assert.Contains("too many wait for a connection", outcomes);
        Assert.Equal(StoreLimits.WaitersMax + 5, outcomes.Count);

        static Thread Start(Action work)
        {
            var thread = new Thread(() => work(), 256 * 1024);
            thread.Start();
            return thread;
        }
    }
}
