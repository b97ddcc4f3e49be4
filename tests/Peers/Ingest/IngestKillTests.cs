using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Wattline.Cloud.EventHubs.Client;
using Wattline.Cloud.EventHubs.Transport;
using Wattline.Simulators.EventHub.Hubs;
using Wattline.Tests.Peers.EventHubs;
using Wattline.Tests.Peers.Postgres;
using Xunit;

namespace Wattline.Tests.Peers.Ingest;

/// <summary>
/// Two processes share a hub's four partitions and write to PostgreSQL. Under load one or the other is killed or paused, or the
/// database crashes, every few seconds: for half a minute, or for as many seconds as WATTLINE_KILL_SECONDS says.
/// </summary>
public sealed class IngestKillTests
{
    private const int Partitions = 4;
    private const int LeaseSeconds = 2;
    private const int AheadMax = 4_000;

    private static readonly int _seconds = int.Parse(Environment.GetEnvironmentVariable("WATTLINE_KILL_SECONDS") ?? "30", CultureInfo.InvariantCulture);

    private readonly List<string> _faults = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = 900_000)]
    public async Task Killed_and_paused_in_turn_they_store_every_event_once_and_in_order()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        await using var cluster = await PostgresCluster.StartAsync(Stop);
        await using var endpoint = await EndpointProcess.StartAsync(Stop);
        var database = cluster.NewSchema();
        var hubs = $"Endpoint=sb://127.0.0.1:{endpoint.Port};SharedAccessKeyName={EndpointSettings.DefaultKeyName};SharedAccessKey={EndpointSettings.DefaultKey};UseDevelopmentEmulator=true";
        IngestChild[] children = [await StartAsync(), await StartAsync()];
        try
        {
            await RunAsync(
                database,
                """
                CREATE TABLE arrival (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, source BIGINT NOT NULL, sequence BIGINT NOT NULL);
                CREATE FUNCTION note_arrival() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO arrival (source, sequence) VALUES (NEW.source, NEW.sequence); RETURN NEW; END';
                CREATE TRIGGER note_arrival BEFORE INSERT ON message FOR EACH ROW EXECUTE FUNCTION note_arrival();
                CREATE TABLE setback (partition_id TEXT NOT NULL, before BIGINT NOT NULL, after BIGINT NOT NULL);
                CREATE FUNCTION note_setback() RETURNS trigger LANGUAGE plpgsql AS
                    'BEGIN IF NEW.event_sequence < OLD.event_sequence THEN INSERT INTO setback VALUES (NEW.partition_id, OLD.event_sequence, NEW.event_sequence); END IF; RETURN NEW; END';
                CREATE TRIGGER note_setback BEFORE UPDATE ON hub_partition FOR EACH ROW EXECUTE FUNCTION note_setback();
                """);
            var sender = await LoadAsync(hubs, database, () => TroubleAsync(children, cluster, random, StartAsync));
            await Patience.UntilAsync(
                async () => await CountAsync(database, "SELECT COUNT(*) FROM message") >= sender.Sent,
                () => $"seed {seed}: not all of {sender.Sent} were stored after {string.Join(", ", _faults)}\n{children[0].Said}\n---\n{children[1].Said}", Stop);
            foreach (var child in children) Assert.Equal(0, await child.StopAsync(Stop));
            await CheckAsync(database, sender, $"seed {seed}, {sender.Sent} events, faults: {string.Join(", ", _faults)}");
            TestContext.Current.SendDiagnosticMessage($"seed {seed}: {sender.Sent} events in {_seconds} s; {string.Join(", ", _faults)}");
        }
        finally
        {
            foreach (var child in children) await child.DisposeAsync();
        }

        Task<IngestChild> StartAsync() => IngestChild.StartAsync(database, hubs, LeaseSeconds, Stop);
    }

    /// <summary>Sends while the trouble lasts.</summary>
    private static async Task<ReadingsSender> LoadAsync(string hubs, string database, Func<Task> trouble)
    {
        ConnectionString.TryParse(hubs, out var space);
        await using var up = EventHubConnection.Open(new EventHubOptions { Namespace = space, Hub = "readings" }, TimeProvider.System, new Random(1));
        var sender = new ReadingsSender(up, Partitions);
        using var enough = new CancellationTokenSource();
        var stored = 0L;
        var watching = WatchAsync();
        var sending = Enumerable.Range(0, Partitions).Select(partition => sender.SendAsync(partition, () => sender.Sent - Volatile.Read(ref stored) < AheadMax, enough.Token, Stop)).ToList();
        await trouble();
        await enough.CancelAsync();
        await Task.WhenAll(sending);
        await watching;
        return sender;

        async Task WatchAsync()
        {
            while (!enough.IsCancellationRequested)
            {
                try
                {
                    Volatile.Write(ref stored, await CountAsync(database, "SELECT COALESCE(SUM(event_sequence + 1), 0) FROM hub_partition"));
                }
                catch (Exception fault) when (fault is NpgsqlException or IOException)
                {
                    // The database is down: nothing is stored either.
                }
                await Task.Delay(100, Stop);
            }
        }
    }

    private async Task TroubleAsync(IngestChild[] children, PostgresCluster cluster, Random random, Func<Task<IngestChild>> start)
    {
        var since = Stopwatch.StartNew();
        while (since.Elapsed.TotalSeconds < _seconds)
        {
            await Task.Delay(random.Next(1_000, 2_500), Stop);
            var victim = random.Next(children.Length);
            switch (random.Next(5))
            {
                case 0:
                    _faults.Add($"kill {victim}");
                    await children[victim].DisposeAsync();
                    children[victim] = await start();
                    break;
                case 1:
                    _faults.Add("database");
                    await cluster.StopAsync("immediate", Stop);
                    await Task.Delay(random.Next(1_500), Stop);
                    await cluster.StartAgainAsync(Stop);
                    break;
                default:
                    // From a moment to far beyond the lease, so that the other holds everything when it comes back.
                    var pause = random.Next(200, LeaseSeconds * 3_000);
                    _faults.Add($"pause {victim} for {pause} ms");
                    await children[victim].SignalAsync("STOP", Stop);
                    await Task.Delay(pause, Stop);
                    await children[victim].SignalAsync("CONT", Stop);
                    break;
            }
        }
    }

    private static async Task CheckAsync(string database, ReadingsSender sender, string why)
    {
        Assert.True(sender.Sent > 0, why);
        Assert.True(await CountAsync(database, "SELECT COUNT(*) FROM message") == sender.Sent, $"{why}: messages");
        // Noted before a row is refused for its identity: no event came twice in a transaction that committed.
        Assert.True(await CountAsync(database, "SELECT COUNT(*) FROM arrival") == sender.Sent, $"{why}: arrivals");
        Assert.True(await CountAsync(database, "SELECT COUNT(*) FROM setback") == 0, $"{why}: a position went back: somebody wrote whose lease was another's");
        Assert.True(
            await CountAsync(database, "SELECT COUNT(*) FROM reading_told WHERE current = 1 AND versions = 1") == sender.Sent * ReadingsSender.Meters * ReadingsSender.Channels, $"{why}: readings");
        // Each stream is of one partition, and was sent in the order of its numbers.
        Assert.True(
            await CountAsync(database, "SELECT COUNT(*) FROM (SELECT sequence - LAG(sequence, 1, 0::bigint) OVER (PARTITION BY source ORDER BY id) AS step FROM arrival) AS steps WHERE step <> 1") == 0,
            $"{why}: order");
        Assert.True(await CountAsync(database, "SELECT COUNT(*) FROM coverage WHERE first <> 1") == 0, $"{why}: coverage");
        for (var partition = 0; partition < Partitions; partition++)
            Assert.True(
                await CountAsync(database, $"SELECT event_sequence + 1 FROM hub_partition WHERE partition_id = '{partition}'") == sender.SentTo[partition], $"{why}: position of {partition}");
        Assert.True(await CountAsync(database, "SELECT COUNT(*) FROM quarantine") + await CountAsync(database, "SELECT COUNT(*) FROM alarm") == 0, $"{why}: quarantine or alarms");
        Assert.True(await CountAsync(database, "SELECT COUNT(*) FROM lease WHERE holder IS NOT NULL") == 0, $"{why}: leases were not given back");
    }

    private static async Task<long> CountAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync(Stop);
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync(Stop), CultureInfo.InvariantCulture);
    }

    private static async Task RunAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync(Stop);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Stop);
    }
}
