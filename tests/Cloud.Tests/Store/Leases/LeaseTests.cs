using Wattline.Cloud.Store.Leases;
using Wattline.Tests.Cloud.Tests.Support;
using Xunit;

namespace Wattline.Tests.Cloud.Tests.Store.Leases;

public sealed class LeaseTests
{
    private static readonly string[] _four = ["0", "1", "2", "3"];

    private readonly Random _random = new(7);

    [Fact]
    public void One_process_takes_all_a_second_gets_half_and_who_leaves_gives_back_at_once()
    {
        using var database = TestStore.Open(LeaseSchema.Tables);
        var (first, second) = (new Crew(database, "first", _four, _random), new Crew(database, "second", _four, _random));
        first.Step();
        Assert.Equal(4, first.Grants.Count);
        second.Step(); // Is seen now.
        first.Step(); // Gives two back.
        second.Step();
        Assert.Equal((2, 2), (first.Grants.Count, second.Grants.Count));
        Assert.Equal([2, 2], second.Grants.Select(static grant => grant.Fence));
    }

    [Fact]
    public void A_silent_holder_is_replaced_after_the_duration_and_not_before()
    {
        using var database = TestStore.Open(LeaseSchema.Tables);
        var (dead, heir) = (new Crew(database, "dead", _four, _random), new Crew(database, "heir", _four, _random));
        dead.Step();
        heir.Step();
        for (var beat = 0; beat < 3; beat++) Beat(heir);
        Assert.Empty(heir.Grants);
        for (var beat = 0; beat < 4; beat++) Beat(heir);
        Assert.Equal(4, heir.Grants.Count);
        Assert.Throws<LeaseLostException>(() => database.Write(connection => LeaseRows.Hold(connection, dead.Grants[0])));
    }

    [Fact]
    public void A_transaction_under_the_lease_counts_as_a_beat()
    {
        using var database = TestStore.Open(LeaseSchema.Tables);
        var (busy, other) = (new Crew(database, "busy", ["0"], _random), new Crew(database, "other", ["0"], _random));
        busy.Step();
        for (var beat = 0; beat < 20; beat++)
        {
            Beat(other);
            database.Write(connection => LeaseRows.Hold(connection, busy.Grants[0]));
        }

        Assert.Empty(other.Grants);
    }

    [Fact]
    public void Who_could_not_look_for_a_while_takes_nobody_for_dead()
    {
        using var database = TestStore.Open(LeaseSchema.Tables);
        var (first, second) = (new Crew(database, "first", _four, _random), new Crew(database, "second", _four, _random));
        first.Step();
        second.Step();
        first.Step();
        second.Step();
        // The database is away for an hour: nobody could beat.
        first.Pass(TimeSpan.FromHours(1));
        second.Pass(TimeSpan.FromHours(1));
        first.Step();
        Assert.Equal((2, 2), (first.Grants.Count, second.Grants.Count));
        second.Step();
        Assert.Equal((2, 2), (first.Grants.Count, second.Grants.Count));
    }

    [Fact]
    public void A_lease_whose_release_failed_is_released_again()
    {
        using var database = TestStore.Open(LeaseSchema.Tables);
        var (first, second) = (new Crew(database, "first", ["0", "1"], _random), new Crew(database, "second", ["0", "1"], _random));
        first.Step();
        second.Step();
        first.Leaving = () => database.Write(static connection => { connection.Execute("ALTER TABLE lease RENAME TO away"); });
        first.Step();
        Assert.Equal((1, 1), (first.Grants.Count, first.Failures));
        first.Leaving = null;
        database.Write(static connection => { connection.Execute("ALTER TABLE away RENAME TO lease"); });
        first.Step();
        second.Step();
        Assert.Equal((1, 1), (first.Grants.Count, second.Grants.Count));
    }

    [Fact]
    public async Task Stopping_ends_the_work_and_gives_everything_back()
    {
        using var database = TestStore.Open(LeaseSchema.Tables);
        var crew = new Crew(database, "only", _four, _random);
        using var stop = new CancellationTokenSource();
        var running = crew.RunAsync(stop.Token);
        Assert.Equal(4, crew.Grants.Count);
        await stop.CancelAsync();
        await running;
        Assert.Empty(crew.Grants);
        var left = database.Read(connection => LeaseRows.Read(connection, "pool"));
        Assert.All(left.Leases, static lease => Assert.Null(lease.Holder));
        Assert.Empty(left.Members);
    }

    private static void Beat(Crew crew)
    {
        crew.Step();
        crew.Pass(Crew.Duration / 4);
    }
}
