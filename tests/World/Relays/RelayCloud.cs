using System.Text;
using Wattline.Cloud.Commands;
using Wattline.Cloud.Commands.Claims;
using Wattline.Cloud.Commands.Decisions;
using Wattline.Cloud.Commands.Keys;
using Wattline.Cloud.Commands.Link;
using Wattline.Cloud.Commands.Queue;
using Wattline.Cloud.Contracts;
using Wattline.Cloud.Store;
using Wattline.Gateway.Uplinks.Link;
using Wattline.Simulators.Physics;

namespace Wattline.Tests.World.Relays;

/// <summary>The cloud's room for commands over a database in memory; what it asks of other rooms the world answers.</summary>
internal sealed class RelayCloud : IMeterGround, ILinkSource, IDisposable
{
    private static readonly byte[] _registry = Encoding.UTF8.GetBytes("""{"version":1,"plans":[]}""");

    private readonly Database _database = Database.InMemory(CommandsSchema.Tables);
    private readonly VirtualClock _clock;
    private readonly ClaimBook _claims;

    public RelayCloud(VirtualClock clock, Random random, IReadOnlyList<string> meters, byte[] password)
    {
        _clock = clock;
        var master = new byte[KeyVault.KeyBytes];
        var key = new byte[KeyVault.KeyBytes];
        random.NextBytes(master);
        random.NextBytes(key);
        Vault = new KeyVault(_database, clock.Time, master);
        Queue = new CommandQueue(_database, clock.Time);
        Desk = new CommandDesk(_database, Vault, this, new DeskSettings { TripsOfArea = 1_000 }, clock.Time);
        _claims = new ClaimBook(_database, clock.Time);
        Key = (Vault.Put(RelayCabinet.Name, key, "admin"), key);
        foreach (var meter in meters) Vault.PutAccess(meter, [.. password, 1, 2, 3, 4], "admin");
    }

    public CommandQueue Queue { get; }

    public CommandDesk Desk { get; }

    public KeyVault Vault { get; }

    public (long Number, byte[] Key) Key { get; private set; }

    /// <summary>Meters that must not be tripped now.</summary>
    public HashSet<string> Objected { get; } = [];

    /// <summary>A key for a device that takes the place of another.</summary>
    public (long Number, byte[] Key) NewKey(Random random)
    {
        var key = new byte[KeyVault.KeyBytes];
        random.NextBytes(key);
        return Key = (Vault.Put(RelayCabinet.Name, key, "admin"), key);
    }

    public LinkSession Session() => new("G1", Queue, _claims, this, _clock.Time);

    public MeterPlace? Find(string meter) => new(meter, RelayCabinet.Name, 0, 0, meter, 9600, 480, RelayCabinet.Name);

    public bool HasConcentrator(string concentrator) => concentrator == RelayCabinet.Name;

    public string? TripObjection(string meter) => Objected.Contains(meter) ? "estimated" : null;

    public PlanVersion? Plan(string concentrator) => null;

    public long RegistryVersion() => 1;

    public RegistryDocument Registry(string gateway, IReadOnlyCollection<string> elsewhere) => new(LinkClient.TagOf(_registry), _registry);

    public IReadOnlyList<ReplayRequest> Replays(string gateway) => [];

    public IReadOnlyList<HighWater> Marks(IReadOnlyCollection<string> concentrators) => [];

    public string? Assigned(string concentrator) => concentrator == RelayCabinet.Name ? "" : null;

    public IReadOnlyCollection<Evidence> Heard(string gateway) => [];

    public void Dispose()
    {
        Vault.Dispose();
        _database.Dispose();
    }
}
