using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Wattline.Tests.Shared;

namespace Wattline.Tests.Peers.Postgres;

/// <summary>Debian's PostgreSQL with a cluster of its own on a port of its own; it can be stopped, killed and started again. The server refuses root: it runs as postgres.</summary>
internal sealed class PostgresCluster : IAsyncDisposable
{
    public const string User = "wattline";
    public const string Password = "known-to-the-tests-only";
    private const string Programs = "/usr/lib/postgresql/15/bin";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("wattline-postgres-");
    private readonly bool _isDurable;
    private int _schemas;

    private PostgresCluster(bool isDurable) => _isDurable = isDurable;

    public int Port { get; } = TestPorts.Take();

    public string Connection => $"Host=127.0.0.1;Port={Port};Database=postgres;Username={User};Password={Password}";

    /// <summary>Makes one and starts it.</summary>
    /// <param name="stop">Gives up.</param>
    /// <param name="isDurable">What is committed reaches the disk, which tests do not need: the machine itself does not go down.</param>
    public static async Task<PostgresCluster> StartAsync(CancellationToken stop, bool isDurable = false)
    {
        var cluster = new PostgresCluster(isDurable);
        var secret = Path.Combine(cluster._folder.FullName, "secret");
        await File.WriteAllTextAsync(secret, Password, stop);
        if (Environment.IsPrivilegedProcess) await Tool.RunAsync("chown", stop, "-R", "postgres", cluster._folder.FullName);
        await RunAsync("initdb", stop, "-D", cluster.Data, "-U", User, "-A", "scram-sha-256", $"--pwfile={secret}", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync");
        await cluster.StartAgainAsync(stop);
        return cluster;
    }

    /// <summary>Starts it after it was stopped or killed; it has recovered when this returns.</summary>
    public Task StartAgainAsync(CancellationToken stop) => RunAsync(
        "pg_ctl", stop, "-D", Data, "-l", Path.Combine(_folder.FullName, "log"), "-w", "-t", "60", "-o",
        $"-p {Port} -k {_folder.FullName} -c listen_addresses=127.0.0.1 -c max_connections=200 -c shared_buffers=256MB -c max_wal_size=2GB -c fsync={(_isDurable ? "on" : "off")}", "start");

    /// <summary>Stops it: <c>fast</c> ends all connections, <c>immediate</c> is a crash.</summary>
    public Task StopAsync(string how, CancellationToken stop = default) => RunAsync("pg_ctl", stop, "-D", Data, "-m", how, "-w", "stop");

    /// <summary>kill -9 of the server and of all its processes, known by their working directory: none of them can do anything more.</summary>
    public async Task KillAsync(CancellationToken stop)
    {
        var server = int.Parse(File.ReadLines(Path.Combine(Data, "postmaster.pid")).First(), CultureInfo.InvariantCulture);
        Kill(server);
        // What it started when it was killed is found at the next look.
        await Patience.UntilAsync(
            () =>
            {
                var alive = Processes();
                alive.ForEach(Kill);
                return alive.Count == 0;
            },
            () => "PostgreSQL does not end", stop);
        // Where nobody reaps it, its id is taken still, and its successor would think it alive.
        File.Delete(Path.Combine(Data, "postmaster.pid"));
        foreach (var socket in Directory.EnumerateFiles(_folder.FullName, ".s.PGSQL.*")) File.Delete(socket);
    }

    /// <summary>A schema of its own, empty.</summary>
    public string NewSchema()
    {
        var schema = string.Create(CultureInfo.InvariantCulture, $"test{Interlocked.Increment(ref _schemas)}");
        Execute($"CREATE SCHEMA {schema}");
        return $"{Connection};Search Path={schema}";
    }

    public void Execute(string sql)
    {
        using var connection = new NpgsqlConnection(Connection + ";Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync("pg_ctl", CancellationToken.None, "-D", Data, "-m", "immediate", "-w", "stop").ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _folder.Delete(recursive: true);
    }

    private string Data => Path.Combine(_folder.FullName, "data");

    /// <summary>The cluster's processes: all work in its folder.</summary>
    private List<int> Processes() => Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(static name => name!.All(char.IsAsciiDigit))
        .Where(name => WorksIn(name!) == Data).Select(static name => int.Parse(name!, CultureInfo.InvariantCulture)).ToList();

    private static string? WorksIn(string process)
    {
        try
        {
            return new FileInfo($"/proc/{process}/cwd").LinkTarget;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static void Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            // It has ended.
        }
    }

    private static async Task RunAsync(string program, CancellationToken stop, params string[] arguments)
    {
        program = Path.Combine(Programs, program);
        var (exit, output) = Environment.IsPrivilegedProcess
            ? await Tool.RunAsync("runuser", stop, ["-u", "postgres", "--", program, .. arguments])
            : await Tool.RunAsync(program, stop, arguments);
        if (exit != 0) throw new InvalidOperationException($"{program} ended with {exit}: {output}");
    }
}
