using System.Text;
using Microsoft.Extensions.Logging;
using Wattline.Gateway.Host;
using Wattline.Gateway.Host.Settings;
using Wattline.Gateway.Journal;
using Wattline.Simulators.Physics;
using Wattline.Tests.Shared;
using Wattline.Tests.World;

namespace Wattline.Tests.Gateway.Host.Support;

/// <summary>A gateway on a directory of its own beside a cloud; it can be killed and started again.</summary>
internal sealed class Rig : IAsyncDisposable
{
    public const string Registry =
        """
        {"version":3,"plans":[{"concentrator":"C-1","version":1,"every_s":900,"current":true,
          "templates":[{"protocol":"dlt645-2007","reads":[{"id":"00010000","channels":[{"obis":"1-0:1.8.0","decimals":2,"unit":"kWh"}]}]}],
          "meters":[{"id":"M0","line":0,"address":"000000000001","template":0,"baud":2400,"phases":1,"max_kw":"15"}]}]}
        """;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("gateway-");
    private readonly CollectingLogs _logs = new();

    private readonly ILoggerFactory _factory;

    /// <summary>Where a test brings its own disks, the one that it says nothing of.</summary>
    private readonly UnsyncedJournalDisk _commands = new(new UnsyncedDisk());

    private Rig(TestCloud cloud)
    {
        Cloud = cloud;
        _factory = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(_logs));
    }

    public TestCloud Cloud { get; }

    /// <summary>The gateway's disks, by name; null for a real directory.</summary>
    public IReadOnlyDictionary<string, IJournalDisk>? Disks { get; init; }

    public GatewayProcess Gateway { get; private set; } = null!;

    public string Logs => _logs.Text;

    public GatewaySettings Settings => new()
    {
        Gateway = new() { Name = "gw" },
        Mqtt = new() { Port = 0, Anonymous = true },
        Journal = new() { Directory = _directory.FullName },
        Uplink = new() { Kind = UplinkKind.Http, Url = Cloud.Url, Token = TestCloud.Token },
        Http = new() { Port = 0 },
    };

    public static async Task<Rig> StartAsync(CancellationToken stop, string registry = Registry, IReadOnlyDictionary<string, IJournalDisk>? disks = null)
    {
        var rig = new Rig(await TestCloud.StartAsync(stop)) { Disks = disks };
        rig.Cloud.Registry = registry;
        await rig.StartGatewayAsync(stop);
        return rig;
    }

    public async Task StartGatewayAsync(CancellationToken stop)
    {
        Gateway = await GatewayProcess.StartAsync(Settings, new ManualTime(), _factory, Disks is { } disks ? name => disks.GetValueOrDefault(name) ?? _commands : null, stop);
    }

    public Task<WireClient> ConnectAsync(CancellationToken stop, bool clean = true) => WireClient.ConnectAsync(Gateway.MqttPort, "C-1", null, stop, clean);

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Cloud.DisposeAsync();
        _factory.Dispose();
        _directory.Delete(recursive: true);
    }

    /// <summary>Keeps everything that is logged.</summary>
    private sealed class CollectingLogs : ILoggerProvider, ILogger
    {
        private readonly StringBuilder _text = new();

        public string Text
        {
            get
            {
                lock (_text) return _text.ToString();
            }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_text) _text.AppendLine(formatter(state, exception)).Append(exception).AppendLine();
        }

        public void Dispose()
        {
        }
    }
}
