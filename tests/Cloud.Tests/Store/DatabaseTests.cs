using Wattline.Cloud.Store;
using Wattline.Tests.Cloud.Tests.Support;
using Xunit;

namespace Wattline.Tests.Cloud.Tests.Store;

public sealed class DatabaseTests
{
    private static readonly RoomSchema _one = new("room", new Migration(1, "CREATE TABLE t (a INTEGER NOT NULL)"));
    private static readonly RoomSchema _two = new("room", new Migration(1, "CREATE TABLE t (a INTEGER NOT NULL)"), new Migration(2, "ALTER TABLE t ADD COLUMN b TEXT NULL"));

    [Fact]
    public void What_was_written_is_there_after_opening_again()
    {
        using var folder = new TempFolder();
        using (var first = Database.Open(folder.File("a.db"), _one)) first.Write(c => c.Execute("INSERT INTO t VALUES (7)"));
        using var second = Database.Open(folder.File("a.db"), _one);
        Assert.Equal(7, second.Read(c => c.Scalar<int>("SELECT a FROM t")));
    }

    [Fact]
    public void An_older_file_is_brought_up_step_by_step_and_keeps_its_rows()
    {
        using var folder = new TempFolder();
        using (var old = Database.Open(folder.File("a.db"), _one)) old.Write(c => c.Execute("INSERT INTO t VALUES (7)"));
        using var renewed = Database.Open(folder.File("a.db"), _two);
        Assert.Equal(7, renewed.Read(c => c.Scalar<int>("SELECT a FROM t WHERE b IS NULL")));
        Assert.Equal(2, renewed.Read(c => c.Scalar<int>("SELECT version FROM schema_version WHERE room = 'room'")));
    }

    [Fact]
    public void A_file_of_a_newer_program_is_refused_with_both_versions_named()
    {
        using var folder = new TempFolder();
        Database.Open(folder.File("a.db"), _two).Dispose();
        var refusal = Assert.Throws<SchemaTooNewException>(() => Database.Open(folder.File("a.db"), _one));
        Assert.Equal((2, 1, "room"), (refusal.Found, refusal.Known, refusal.Room));
        Database.Open(folder.File("a.db"), _two).Dispose();
    }

    [Fact]
    public void A_step_that_fails_leaves_the_version_and_the_tables_as_they_were()
    {
        using var folder = new TempFolder();
        Database.Open(folder.File("a.db"), _one).Dispose();
        var broken = new RoomSchema("room", _one.Steps[0], new Migration(2, "CREATE TABLE u (a INTEGER); CREATE TABLE t (a INTEGER)"));
        Assert.ThrowsAny<Exception>(() => Database.Open(folder.File("a.db"), broken));
        using var after = Database.Open(folder.File("a.db"), _one);
        Assert.Equal(0, after.Read(c => c.Scalar<int>("SELECT count(*) FROM sqlite_master WHERE name = 'u'")));
    }

    [Fact]
    public void Steps_out_of_order_are_a_programming_error()
    {
        Assert.Throws<ArgumentException>(() => new RoomSchema("room", new Migration(2, "")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_transaction_that_throws_or_is_abandoned_leaves_nothing(bool throws)
    {
        using var folder = new TempFolder();
        foreach (var database in (Database[])[Database.Open(folder.File("a.db"), _one), Database.InMemory(_one)])
        {
            using (database)
            {
                void Work() => database.Write(c =>
                {
                    c.Execute("INSERT INTO t VALUES (1)");
                    if (throws) throw new InvalidOperationException();
                    c.Abandon();
                });
                if (throws) Assert.Throws<InvalidOperationException>(Work);
                else Work();
                database.Write(c => c.Execute("INSERT INTO t VALUES (2)"));
                Assert.Equal([2L], database.Read(c => c.Query<long>("SELECT a FROM t").ToList()));
            }
        }
    }

    [Fact]
    public void A_reader_beside_the_writer_sees_the_last_commit()
    {
        using var folder = new TempFolder();
        using var database = Database.Open(folder.File("a.db"), _one);
        database.Write(writer =>
        {
            writer.Execute("INSERT INTO t VALUES (1)");
            Assert.Equal(0, database.Read(c => c.Scalar<int>("SELECT count(*) FROM t")));
        });
        Assert.Equal(1, database.Read(c => c.Scalar<int>("SELECT count(*) FROM t")));
    }

    [Fact]
    public void A_disk_without_room_is_not_now_and_what_was_stored_stays()
    {
        using var folder = new TempFolder();
        using var database = Database.Open(folder.File("a.db"), _two);
        database.Write(c => c.Execute("INSERT INTO t VALUES (1, 'kept')"));
        database.Write(c => c.Execute("PRAGMA max_page_count = 8"));
        Assert.Throws<StoreUnavailableException>(() => database.Write(c => c.Execute("INSERT INTO t VALUES (2, @Long)", new { Long = new string('x', 100_000) })));
        Assert.Equal("kept", database.Read(c => c.Scalar<string>("SELECT b FROM t")));
    }

    [Fact]
    public void A_reader_cannot_write()
    {
        using var folder = new TempFolder();
        using var database = Database.Open(folder.File("a.db"), _one);
        Assert.ThrowsAny<Exception>(() => database.Read(c => c.Execute("INSERT INTO t VALUES (1)")));
        Assert.Equal(0, database.Read(c => c.Scalar<int>("SELECT count(*) FROM t")));
    }

    [Fact]
    public void The_file_is_in_wal_mode_with_full_sync_and_foreign_keys()
    {
        using var folder = new TempFolder();
        using var database = Database.Open(folder.File("a.db"), _one);
        var found = database.Write(c => (c.Scalar<string>("PRAGMA journal_mode"), c.Scalar<int>("PRAGMA synchronous"), c.Scalar<int>("PRAGMA foreign_keys"), c.Scalar<int>("PRAGMA busy_timeout")));
        Assert.Equal(("wal", 2, 1, 10_000), found);
    }

    [Fact]
    public void A_prepared_statement_is_made_once_and_takes_nulls()
    {
        using var database = Database.InMemory(_two);
        database.Write(c =>
        {
            var statement = c.Prepared("INSERT INTO t (a, b) VALUES (@a, @b)", "a", "b");
            Assert.Equal(1, statement.Run(1, null));
            Assert.Same(statement, c.Prepared("INSERT INTO t (a, b) VALUES (@a, @b)", "a", "b"));
            Assert.Null(c.Prepared("SELECT b FROM t WHERE a = @a", "a").Scalar(1));
            Assert.Throws<ArgumentException>(() => statement.Run(1));
        });
    }
}
