using Wattline.Cloud.Store;
using Wattline.Cloud.Store.Leases;
using Wattline.Tests.Shared;

namespace Wattline.Tests.Cloud.Tests.Store.Leases;

/// <summary>A process that shares leases, with a clock of its own: its rate and its time of day are nobody else's.</summary>
internal sealed class Crew : ILeaseHolder
{
    private readonly LeaseKeeper _keeper;
    private readonly double _rate;

    public Crew(Database database, string name, IReadOnlyList<string> leases, Random random)
    {
        Name = name;
        _rate = 0.8 + (random.NextDouble() * 0.4);
        Time = new ManualTime(DateTimeOffset.UnixEpoch.AddDays(random.Next(0, 40_000)));
        _keeper = new LeaseKeeper(database, new LeaseSettings { Pool = "pool", Leases = leases, Member = name, Duration = Duration }, this, Time, new Random(random.Next()));
    }

    public static TimeSpan Duration => TimeSpan.FromSeconds(12);

    public string Name { get; }

    public ManualTime Time { get; }

    /// <summary>What it believes to hold.</summary>
    public List<LeaseGrant> Grants { get; } = [];

    public int Failures { get; private set; }

    /// <summary>Happens before a lease is given back.</summary>
    public Action? Leaving { get; set; }

    public void Step() => _keeper.Step();

    public Task RunAsync(CancellationToken stop) => _keeper.RunAsync(stop);

    public void Pass(TimeSpan time) => Time.Advance(time * _rate);

    public void Gained(LeaseGrant grant) => Grants.Add(grant);

    public Task LetGoAsync(LeaseGrant grant)
    {
        Grants.Remove(grant);
        Leaving?.Invoke();
        return Task.CompletedTask;
    }

    public void Lost(LeaseGrant grant) => Grants.Remove(grant);

    public void Failed(Exception fault) => Failures++;
}
