using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Wattline.Gateway.Host.Enrol;
using Wattline.Gateway.Mqtt;
using Wattline.Tests.Shared;

namespace Wattline.Tests.Bench;

/// <summary>
/// The endpoint beside mosquitto in one run, each a process of its own, under the same load generator (mqload.c, a single-threaded
/// epoll program in C that reads the broker's CPU time from /proc). The endpoint acknowledges when its disk has the message and
/// checks password and topic; mosquitto keeps its messages in memory and checks nothing.
/// </summary>
internal static partial class MqttBench
{
    private const string Device = "C-0001";
    private const int Rounds = 3;
    private const int IdleConnections = 10_000;

    private static readonly (int Connections, int Window, int Messages, double Limit)[] _loads =
        [(50, 16, 1_000_000, 0.5), (1000, 4, 600_000, 0.6), (1000, 1, 400_000, 1.6)];

    /// <summary>CPU time of the broker under load.</summary>
    public static void Run() => WithPeers(Compare);

    /// <summary>Memory of connections that say nothing.</summary>
    public static void RunIdle() => WithPeers(CompareIdle);

    private static void WithPeers(Action<string, string> bench)
    {
        Console.WriteLine();
        if (FindGenerator() is not { } source)
        {
            Console.WriteLine("mqtt: left out: shared/peers/mqtt/mqload.c, the load generator, is not beside this checkout");
            return;
        }
        var folder = Directory.CreateTempSubdirectory("wattline-bench-");
        try
        {
            var generator = Path.Combine(folder.FullName, "mqload");
            Peer.Run("gcc", "-O2", "-w", "-o", generator, source);
            if (!Peer.Exists("mosquitto")) Peer.Run("apt-get", "install", "-y", "-qq", "--no-install-recommends", "mosquitto");
            bench(folder.FullName, generator);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Compare(string folder, string generator)
    {
        var (mosquittoPort, gatewayPort) = (TestPorts.Take(), TestPorts.Take());
        using var mosquitto = StartMosquitto(folder, mosquittoPort);
        using var gateway = StartGateway(folder, gatewayPort, out var account);
        Console.WriteLine($"mqtt: QoS 1, 200 bytes, MQTT 3.1.1; CPU-seconds of the broker per million messages, median of {Rounds} rounds");
        Console.WriteLine("  connections x window   endpoint (durable)            mosquitto (memory)            CPU ratio");
        foreach (var (connections, window, messages, limit) in _loads)
        {
            string[] load =
            [
                "-n", Text(connections), "-w", Text(window), "-S", "-1", "-m", Text(messages), "-W", Text(messages / 5), .. account,
            ];
            var ours = new List<Figures>();
            var theirs = new List<Figures>();
            for (var round = 0; round < Rounds; round++)
            {
                theirs.Add(Load(generator, mosquittoPort, mosquitto, load));
                ours.Add(Load(generator, gatewayPort, gateway, load));
            }
            var (our, their) = (Median(ours), Median(theirs));
            Console.WriteLine($"  {connections,8} x {window,-10}   {our}   {their}   {our.Cpu / their.Cpu:F2} (at most {limit:F1})");
        }
    }

    private static void CompareIdle(string folder, string generator)
    {
        var (mosquittoPort, gatewayPort) = (TestPorts.Take(), TestPorts.Take());
        using var mosquitto = StartMosquitto(folder, mosquittoPort);
        using var gateway = StartGateway(folder, gatewayPort, out var account);
        Console.WriteLine($"idle: memory of {IdleConnections:N0} connections that say nothing");
        Console.WriteLine($"  endpoint              {Idle(generator, gatewayPort, gateway, account),5:F1} kB each (at most 8)");
        Console.WriteLine($"  mosquitto             {Idle(generator, mosquittoPort, mosquitto, account),5:F1} kB each");
        Console.WriteLine($"  endpoint, mutual TLS  {IdleTls(folder),5:F1} kB each (at most 60)");
    }

    private static double IdleTls(string folder)
    {
        var keys = Path.Combine(folder, "pki");
        if (EnrolCommand.Run(["--server", "127.0.0.1", "--directory", keys], TextWriter.Null, Console.Error, TimeProvider.System) != 0)
            throw new InvalidOperationException("No certificate for the gateway.");
        var port = TestPorts.Take();
        using var gateway = Peer.Start(
            "dotnet", port, typeof(Gateway.Host.GatewayProcess).Assembly.Location, "--Mqtt:Plain=false", $"--Mqtt:Tls:Port={port}",
            $"--Mqtt:Tls:CertificateFile={keys}/servers/127.0.0.1.pem", $"--Mqtt:Tls:KeyFile={keys}/servers/127.0.0.1.key",
            $"--Mqtt:Tls:AuthorityFiles:0={keys}/authority.pem", $"--Journal:Directory={folder}/tls", "--Uplink:Kind=none", "--Http:Port=0");
        using var authority = X509Certificate2.CreateFromPemFile($"{keys}/authority.pem", $"{keys}/authority.key");
        // The first few bring what is loaded once.
        using (TlsCrowd.ConnectAsync(100, port, authority).GetAwaiter().GetResult())
        {
        }
        var before = gateway.ResidentKilobytes;
        using var crowd = TlsCrowd.ConnectAsync(IdleConnections, port, authority).GetAwaiter().GetResult();
        return (double)(gateway.ResidentKilobytes - before) / IdleConnections;
    }

    private static Peer StartMosquitto(string folder, int port)
    {
        var config = Path.Combine(folder, "mosquitto.conf");
        File.WriteAllText(config, $"listener {port} 127.0.0.1\nallow_anonymous true\nset_tcp_nodelay true\n");
        return Peer.Start("mosquitto", port, "-c", config);
    }

    private static Peer StartGateway(string folder, int port, out string[] account)
    {
        var password = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        account = ["-u", Device, "-P", password, "-T", $"v1/up/{Device}/m"];
        var credentials = Path.Combine(folder, "credentials");
        File.WriteAllText(credentials, CredentialLine.Make(Device, ClientRole.Device, password, CredentialLine.IterationsForDevices) + "\n");
        return Peer.Start(
            "dotnet", port, typeof(Gateway.Host.GatewayProcess).Assembly.Location, $"--Mqtt:Port={port}", $"--Mqtt:CredentialsFile={credentials}",
            $"--Journal:Directory={Path.Combine(folder, "journal")}", "--Uplink:Kind=none", "--Http:Port=0", "--Gateway:Name=bench");
    }

    private static Figures Load(string generator, int port, Peer broker, string[] load)
    {
        var output = Peer.Run(generator, ["-p", Text(port), "-b", Text(broker.ProcessId), .. load]);
        var match = LoadLine().Match(output);
        return match.Success && match.Groups["sent"].Value == match.Groups["acked"].Value
            ? new(Number(match.Groups["rate"]), Number(match.Groups["cpu"]), Number(match.Groups["p50"]), Number(match.Groups["p99"]))
            : throw new InvalidOperationException($"The load did not end well: {output}");
    }

    private static double Idle(string generator, int port, Peer broker, string[] account)
    {
        var output = Peer.Run(
            generator, ["-p", Text(port), "-b", Text(broker.ProcessId), "-i", Text(IdleConnections), "-H", "5", "-c", "idle", .. account]);
        var match = IdleLine().Match(output);
        return match.Success && match.Groups["connected"].Value == Text(IdleConnections)
            ? (Number(match.Groups["held"]) - Number(match.Groups["before"])) / IdleConnections
            : throw new InvalidOperationException($"Not all connected: {output}");
    }

    private static Figures Median(List<Figures> rounds) => rounds.OrderBy(round => round.Cpu).ElementAt(rounds.Count / 2);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static double Number(Group group) => double.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    private static string? FindGenerator()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "shared", "peers", "mqtt", "mqload.c") is var path && File.Exists(path)) return path;
        return null;
    }

    [GeneratedRegex(@"sent=(?<sent>\d+) acked=(?<acked>\d+) .* (?<rate>\d+) msg/s \| broker [\d.]+ cpu-s = (?<cpu>[\d.]+) cpu-s/M .* ack ms p50 (?<p50>[\d.]+) p99 (?<p99>[\d.]+)")]
    private static partial Regex LoadLine();

    [GeneratedRegex(@"connected=(?<connected>\d+) .* rss_before_kB=(?<before>\d+) .* rss_after_hold_kB=(?<held>\d+)")]
    private static partial Regex IdleLine();

    private readonly record struct Figures(double Rate, double Cpu, double AckP50, double AckP99)
    {
        public override string ToString() => $"{Cpu,5:F2} s {Rate,9:N0}/s p99 {AckP99,5:F1} ms";
    }
}
