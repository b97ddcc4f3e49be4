using Wattline.Cloud.Store;
using Wattline.Cloud.Store.Leases;
using Xunit;

namespace Wattline.Tests.Cloud.Tests.Store.Leases;

/// <summary>Processes that start, stop, are paused for long and killed, on clocks that disagree, in any order that a seed gives.</summary>
public sealed class LeaseScheduleTests
{
    private const int Steps = 400;
    private const int CrewMax = 5;
    private static readonly string[] _leases = [.. Enumerable.Range(0, 8).Select(number => $"p{number}")];
    private static readonly RoomSchema _log = new("log", new Migration(1, "CREATE TABLE written (lease TEXT NOT NULL, fence BIGINT NOT NULL)"));

    public static IEnumerable<TheoryDataRow<int>> Seeds => Enumerable.Range(1, 16).Select(static seed => new TheoryDataRow<int>(seed));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whoever_was_paused_or_skewed_never_writes_behind_a_later_holder_and_in_quiet_all_have_their_share(int seed)
    {
        var random = new Random(seed);
        using var database = Database.InMemory(LeaseSchema.Tables, _log);
        var crew = new List<Crew>();
        var paused = new HashSet<Crew>();
        var started = 0;
        for (var step = 0; step < Steps; step++)
        {
            foreach (var one in crew) one.Pass(TimeSpan.FromSeconds(1));
            var draw = random.Next(100);
            if (crew.Count == 0 || (draw < 4 && crew.Count < CrewMax)) crew.Add(new Crew(database, $"m{++started}", _leases, random));
            else if (draw < 6) crew.RemoveAt(random.Next(crew.Count)); // Killed: nobody hears of it.
            else if (draw < 12) paused.Add(crew[random.Next(crew.Count)]);
            else if (draw < 20) paused.Clear();
            foreach (var one in crew.Where(one => !paused.Contains(one)))
            {
                if (random.Next(3) == 0) one.Step();
                foreach (var grant in one.Grants.ToList()) Write(database, grant);
            }
        }

        Assert.All(_leases, lease =>
        {
            var fences = database.Read(connection => connection.Query<long>("SELECT fence FROM written WHERE lease = @Lease ORDER BY rowid", new { Lease = lease }).ToList());
            Assert.True(fences.SequenceEqual(fences.Order()), $"seed {seed}: {lease} was written with fences {string.Join(' ', fences.Distinct())}");
        });
        // Those that were paused come back and believe what they believed.
        foreach (var one in paused.Where(crew.Contains))
            foreach (var grant in one.Grants.ToList()) Write(database, grant);
        Settle(crew, rounds: 60);
        Check(crew, seed);
        var before = crew.Select(static one => one.Grants.ToList()).ToList();
        Settle(crew, rounds: 40);
        Assert.True(before.Zip(crew).All(static pair => pair.First.SequenceEqual(pair.Second.Grants)), $"seed {seed}: leases move though all is quiet");
    }

    private static void Settle(List<Crew> crew, int rounds)
    {
        for (var round = 0; round < rounds; round++)
            foreach (var one in crew)
            {
                one.Pass(TimeSpan.FromSeconds(1));
                one.Step();
            }
    }

    private static void Check(List<Crew> crew, int seed)
    {
        var counts = crew.Select(static one => one.Grants.Count).ToList();
        Assert.True(counts.Max() - counts.Min() <= 1, $"seed {seed}: shares {string.Join(' ', counts)}");
        Assert.True(_leases.Order().SequenceEqual(crew.SelectMany(static one => one.Grants).Select(static grant => grant.Name).Order()), $"seed {seed}: held {counts.Sum()} of {_leases.Length}");
    }

    /// <summary>What a holder does, checked by the fence inside the transaction. Of two who believe to hold a lease only the last may.</summary>
    private static void Write(Database database, LeaseGrant grant)
    {
        try
        {
            database.Write(connection =>
            {
                LeaseRows.Hold(connection, grant);
                connection.Execute("INSERT INTO written (lease, fence) VALUES (@Name, @Fence)", grant);
            });
        }
        catch (LeaseLostException)
        {
            // Its keeper finds out with its next step.
        }
    }
}
