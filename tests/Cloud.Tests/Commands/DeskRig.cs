using System.Security.Cryptography;
using Wattline.Cloud.Commands;
using Wattline.Cloud.Commands.Decisions;
using Wattline.Cloud.Commands.Keys;
using Wattline.Cloud.Commands.Queue;
using Wattline.Cloud.Contracts;
using Wattline.Cloud.Store;
using Wattline.Tests.Shared;

namespace Wattline.Tests.Cloud.Tests.Commands;

/// <summary>The desk over a database in memory, with meters and objections as a test says.</summary>
internal sealed class DeskRig : IMeterGround, IDisposable
{
    public const string Gateway = "G1";

    private readonly Database _database = Database.InMemory(CommandsSchema.Tables);
    private long _number;

    public DeskRig(int meters = 3, int ofConcentrator = 200, int tripsOfArea = CommandLimits.TripsOfAreaMax)
    {
        Vault = new KeyVault(_database, Time, RandomNumberGenerator.GetBytes(KeyVault.KeyBytes));
        Queue = new CommandQueue(_database, Time);
        Desk = new CommandDesk(_database, Vault, this, new DeskSettings { TripsOfArea = tripsOfArea }, Time);
        for (var i = 0; i < meters; i++)
        {
            var concentrator = $"C-{i / ofConcentrator + 1}";
            Places[$"M{i + 1}"] = new MeterPlace($"M{i + 1}", concentrator, 0, 0, $"{i + 1:D12}", 2400, 480, concentrator);
            Vault.PutAccess($"M{i + 1}", [2, 0x56, 0x34, 0x12, 1, 2, 3, 4], "admin");
        }
        foreach (var concentrator in Places.Values.Select(static place => place.Concentrator).Distinct()) Keys[concentrator] = Vault.Draw(concentrator, "admin");
    }

    public ManualTime Time { get; } = new();

    public Dictionary<string, MeterPlace> Places { get; } = [];

    public Dictionary<string, (long Number, byte[] Key)> Keys { get; } = [];

    public Dictionary<string, string> Objections { get; } = [];

    public KeyVault Vault { get; }

    public CommandQueue Queue { get; }

    public CommandDesk Desk { get; }

    public Person Operator { get; } = new("mei", new HashSet<string> { CommandRights.Commands });

    public Person Releaser { get; } = new("otto", new HashSet<string> { CommandRights.Commands, CommandRights.Release });

    public Person Closer { get; } = new("ines", new HashSet<string> { CommandRights.Commands, CommandRights.Close, CommandRights.Write });

    public MeterPlace? Find(string meter) => Places.GetValueOrDefault(meter);

    public bool HasConcentrator(string concentrator) => Keys.ContainsKey(concentrator);

    public string? TripObjection(string meter) => Objections.GetValueOrDefault(meter);

    public PlanVersion? Plan(string concentrator) => null;

    public IReadOnlyList<DeskAnswer> Ask(string command, Person person, params string[] meters) =>
        Desk.Propose(new CommandProposal { Command = command, Meters = meters, Reason = "arrears", Consent = "by phone, 12:00" }, person);

    public DeskAnswer Ask(string command, string meter = "M1") => Ask(command, Operator, meter)[0];

    /// <summary>Gives the gateway what waits, as a link does.</summary>
    public IReadOnlyList<LinkCommand> Give(string concentrator = "C-1")
    {
        var given = Queue.Take(Gateway, _number, name => name == concentrator);
        if (given.Count > 0) _number = given[^1].Number;
        return given;
    }

    /// <summary>A concentrator's result: [id, decision, state, reason, facts, data] in its envelope.</summary>
    public void Tell(long id, long? decision, int state, string? reason = null, long? statusWord = null, string concentrator = "C-1", byte[]? data = null)
    {
        List<byte> body = [0x88, 1, 7, 3, .. Number(++_sequence), 1, 0, 0xF6, 0x86, .. Number(id)];
        body.AddRange(decision is { } given ? Number(given) : [0xF6]);
        body.Add((byte)state);
        body.AddRange(reason is null ? [0xF6] : [(byte)(0x60 + reason.Length), .. System.Text.Encoding.ASCII.GetBytes(reason)]);
        body.AddRange(statusWord is { } word ? [0x84, .. Number(word), 0xF6, 0xF6, 0] : [0xF6]);
        body.AddRange(data is null ? [0xF6] : [(byte)(0x40 + data.Length), .. data]);
        Queue.Result(Gateway, new LinkResult(_sequence, concentrator, id, Time.GetUtcNow().ToUnixTimeMilliseconds(), [.. body]));
    }

    public CommandState StateOf(long id) => Desk.Find(id)!.State;

    public void Dispose()
    {
        Vault.Dispose();
        _database.Dispose();
    }

    private long _sequence;

    private static byte[] Number(long value)
    {
        if (value < 24) return [(byte)value];
        var bytes = BitConverter.GetBytes(value);
        Array.Reverse(bytes);
        return value <= 0xFF ? [0x18, .. bytes[7..]] : value <= 0xFFFF ? [0x19, .. bytes[6..]] : value <= 0xFFFFFFFF ? [0x1A, .. bytes[4..]] : [0x1B, .. bytes];
    }
}
