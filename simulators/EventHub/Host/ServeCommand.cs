using System.CommandLine;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Wattline.Simulators.EventHub.Hubs;

namespace Wattline.Simulators.EventHub.Host;

/// <summary>The command line.</summary>
internal static class ServeCommand
{
    private static readonly Option<string[]> _hub = new("--hub") { Description = "A hub as name:partitions:group,group; may be given again.", AllowMultipleArgumentsPerToken = false };
    private static readonly Option<string> _config = new("--config") { Description = "A configuration file of Azure's Event Hubs emulator." };
    private static readonly Option<int> _port = new("--port") { Description = "Plain AMQP.", DefaultValueFactory = _ => 5672 };
    private static readonly Option<int> _tlsPort = new("--tls-port") { Description = "AMQP over TLS, with --certificate.", DefaultValueFactory = _ => 5671 };
    private static readonly Option<int> _httpPort = new("--http-port") { Description = "REST and the health page.", DefaultValueFactory = _ => 5300 };
    private static readonly Option<string> _listen = new("--listen") { Description = "The address to listen on.", DefaultValueFactory = _ => "127.0.0.1" };
    private static readonly Option<string> _certificate = new("--certificate") { Description = "A PEM file with certificate and key." };
    private static readonly Option<string[]> _key = new("--key") { Description = "A key as name=key or name=key:send,listen; may be given again. Without any: RootManageSharedAccessKey=SAS_KEY_VALUE." };
    private static readonly Option<string[]> _issuer = new("--issuer") { Description = "Trusts the JSON web tokens of an issuer, as iss=public-key.pem or iss=public-key.pem:send,listen; may be given again." };
    private static readonly Option<bool> _open = new("--open") { Description = "Nobody needs a token." };
    private static readonly Option<int> _units = new("--throughput-units") { Description = "1 MB/s or 1000 events/s in, 2 MB/s out each; 0: without limit." };
    private static readonly Option<double> _retention = new("--retention-hours") { Description = "How long events are kept.", DefaultValueFactory = _ => 24 };
    private static readonly Option<string> _data = new("--data") { Description = "A folder for events; without it they live in memory." };
    private static readonly Option<int> _seed = new("--seed") { Description = "Where the draws of faults begin.", DefaultValueFactory = _ => 1 };
    private static readonly Option<double> _busy = new("--fault-busy") { Description = "Chance that a publication is refused as server-busy, 0 to 1." };
    private static readonly Option<double> _storedAndCut = new("--fault-stored-and-cut") { Description = "Chance that it is stored and the connection cut before its sender hears of it." };
    private static readonly Option<double> _cut = new("--fault-cut") { Description = "Chance that it is not stored and the connection cut." };
    private static readonly Option<double> _detached = new("--fault-detached") { Description = "Chance that it is not stored and the link detached." };

    /// <summary>Makes the command.</summary>
    public static RootCommand Create()
    {
        var root = new RootCommand("An Event Hubs endpoint without Azure.")
        {
            _hub, _config, _port, _tlsPort, _httpPort, _listen, _certificate, _key, _issuer, _open, _units, _retention, _data, _seed, _busy, _storedAndCut, _cut, _detached,
        };
        root.SetAction(ServeAsync);
        return root;
    }

    private static async Task<int> ServeAsync(ParseResult given, CancellationToken stop)
    {
        if (TryRead(given, out var settings, out var ports) is { } fault)
        {
            await Console.Error.WriteLineAsync(fault).ConfigureAwait(false);
            return 2;
        }
        try
        {
            await using var host = await EndpointHost.StartAsync(settings, ports, TimeProvider.System, stop).ConfigureAwait(false);
            Tell(host, settings, ports, given.GetValue(_key) is not { Length: > 0 });
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Asked to stop.
        }
        catch (IOException broken)
        {
            await Console.Error.WriteLineAsync(broken.Message).ConfigureAwait(false);
            return 1;
        }
        return 0;
    }

    private static void Tell(EndpointHost host, EndpointSettings settings, EndpointPorts ports, bool keyIsKnown)
    {
        Console.WriteLine($"amqp {ports.Address}:{host.AmqpPort}");
        if (host.TlsPort > 0)
        {
            Console.WriteLine($"amqps {ports.Address}:{host.TlsPort}");
        }
        Console.WriteLine($"http http://{ports.Address}:{host.HttpPort}/");
        var key = settings.Keys.First();
        Console.WriteLine($"connection string Endpoint=sb://{ports.Address}:{host.AmqpPort};SharedAccessKeyName={key.Key};SharedAccessKey={(keyIsKnown ? key.Value.Key : "...")};UseDevelopmentEmulator=true;");
        foreach (var hub in settings.Hubs)
        {
            Console.WriteLine($"hub {hub.Name}, {hub.Partitions} partitions");
        }
    }

    private static string? TryRead(ParseResult given, out EndpointSettings settings, out EndpointPorts ports)
    {
        settings = new EndpointSettings
        {
            Open = given.GetValue(_open),
            ThroughputUnits = given.GetValue(_units),
            Retention = TimeSpan.FromHours(given.GetValue(_retention)),
            Faults = new FaultSettings
            {
                Seed = given.GetValue(_seed),
                Busy = given.GetValue(_busy),
                StoredAndCut = given.GetValue(_storedAndCut),
                Cut = given.GetValue(_cut),
                Detached = given.GetValue(_detached),
            },
        };
        ports = new EndpointPorts { Amqp = given.GetValue(_port), Tls = given.GetValue(_tlsPort), Http = given.GetValue(_httpPort), Data = given.GetValue(_data) };
        if (!IPAddress.TryParse(given.GetValue(_listen), out var address))
        {
            return "--listen is no address.";
        }
        ports = ports with { Address = address, Certificate = given.GetValue(_certificate) is { } pem ? X509Certificate2.CreateFromPemFile(pem) : null };
        return Hubs(given, ref settings) ?? Keys(given, ref settings) ?? Issuers(given, ref settings);
    }

    private static string? Hubs(ParseResult given, ref EndpointSettings settings)
    {
        var hubs = new List<HubSettings>();
        if (given.GetValue(_config) is { } file)
        {
            if (!File.Exists(file))
            {
                return $"{file} is not there.";
            }
            if (EmulatorConfig.TryRead(File.ReadAllText(file), out var read) is { } fault)
            {
                return $"{file}: {fault}";
            }
            hubs.AddRange(read);
        }
        foreach (string text in given.GetValue(_hub) ?? [])
        {
            if (HubSettings.TryParse(text, out var hub) is { } fault)
            {
                return fault;
            }
            hubs.Add(hub);
        }
        settings = settings with { Hubs = hubs };
        return hubs.Count == 0 ? "No hub: give --hub name:partitions or --config file." : null;
    }

    private static string? Keys(ParseResult given, ref EndpointSettings settings)
    {
        var keys = new Dictionary<string, AccessKey>();
        foreach (string text in given.GetValue(_key) ?? [])
        {
            int at = text.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0 || at == text.Length - 1)
            {
                return "--key is name=key.";
            }
            var (key, rights) = AccessKey.TakeRights(text[(at + 1)..]);
            keys[text[..at]] = new AccessKey(key, rights);
        }
        settings = keys.Count > 0 ? settings with { Keys = keys } : settings;
        return null;
    }

    private static string? Issuers(ParseResult given, ref EndpointSettings settings)
    {
        var issuers = new List<TokenIssuer>();
        foreach (string text in given.GetValue(_issuer) ?? [])
        {
            int at = text.LastIndexOf('=');
            var (file, rights) = AccessKey.TakeRights(text[(at + 1)..]);
            if (at <= 0 || !File.Exists(file) || TokenIssuer.FromPem(text[..at], File.ReadAllText(file), rights) is not { } issuer)
            {
                return $"--issuer is iss=file, and the file a public key, RSA or P-256, as PEM: {text}";
            }
            issuers.Add(issuer);
        }
        settings = settings with { Issuers = issuers };
        return null;
    }
}
