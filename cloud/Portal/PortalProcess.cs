using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Wattline.Cloud.Commands;
using Wattline.Cloud.Commands.Claims;
using Wattline.Cloud.Commands.Decisions;
using Wattline.Cloud.Commands.Keys;
using Wattline.Cloud.Commands.Link;
using Wattline.Cloud.Commands.Queue;
using Wattline.Cloud.Ingest;
using Wattline.Cloud.Ingest.Coverage;
using Wattline.Cloud.Ingest.Hubs;
using Wattline.Cloud.Ingest.Queries;
using Wattline.Cloud.Ledger;
using Wattline.Cloud.Ledger.Arrears;
using Wattline.Cloud.Ledger.Bills;
using Wattline.Cloud.Ledger.Customers;
using Wattline.Cloud.Ledger.Kiosks;
using Wattline.Cloud.Ledger.Statements;
using Wattline.Cloud.Ledger.Suspense;
using Wattline.Cloud.Ledger.Transfers;
using Wattline.Cloud.Metering.Completeness;
using Wattline.Cloud.Metering.Formats;
using Wattline.Cloud.Metering.Loss;
using Wattline.Cloud.Metering.Outages;
using Wattline.Cloud.Metering.Processing;
using Wattline.Cloud.Metering.Registry;
using Wattline.Cloud.Metering.Tables;
using Wattline.Cloud.Metering.Validation;
using Wattline.Cloud.Metering.Versions;
using Wattline.Cloud.Metering.Webhooks;
using Wattline.Cloud.Portal.Access;
using Wattline.Cloud.Portal.Api;
using Wattline.Cloud.Portal.Link;
using Wattline.Cloud.Portal.MeterData;
using Wattline.Cloud.Portal.Money;
using Wattline.Cloud.Portal.Pages;
using Wattline.Cloud.Portal.Settings;
using Wattline.Cloud.Store;
using Wattline.Cloud.Store.Leases;

namespace Wattline.Cloud.Portal;

/// <summary>The portal, running: the cloud's rooms behind one web server. It takes no signals of the process; who started it stops it.</summary>
public sealed class PortalProcess : IAsyncDisposable
{
    /// <summary>How long hubs may take at the start to say that they refuse; one that is away is waited for while it runs.</summary>
    private static readonly TimeSpan _askWithin = TimeSpan.FromSeconds(10);

    private readonly WebApplication _web;

    private PortalProcess(WebApplication web)
    {
        _web = web;
    }

    /// <summary>Where it listens, with the port that it got.</summary>
    public Uri Url => new(_web.Urls.First());

    /// <summary>The gateways' door, with the port that it got; null when it is not open.</summary>
    public Uri? GatewayDoorUrl => _web.Urls.Select(static url => new Uri(url)).FirstOrDefault(static url => url.Scheme == Uri.UriSchemeHttps);

    /// <summary>The links of gateways.</summary>
    public LinkDesk Links => _web.Services.GetRequiredService<LinkDesk>();

    /// <summary>Commands on their way down.</summary>
    public CommandQueue Commands => _web.Services.GetRequiredService<CommandQueue>();

    /// <summary>Commands that persons ask for.</summary>
    public CommandDesk Desk => _web.Services.GetRequiredService<CommandDesk>();

    /// <summary>Devices' keys and meters' passwords.</summary>
    public KeyVault Vault => _web.Services.GetRequiredService<KeyVault>();

    /// <summary>The customers' money.</summary>
    public LedgerBook Ledger => _web.Services.GetRequiredService<LedgerBook>();

    /// <summary>What the ledger says.</summary>
    public LedgerQueries LedgerSays => _web.Services.GetRequiredService<LedgerQueries>();

    /// <summary>Takes kiosks' records into the ledger; it does so by itself every second.</summary>
    public KioskIntake Kiosks => _web.Services.GetRequiredService<KioskIntake>();

    /// <summary>Money of nobody known.</summary>
    public SuspenseDesk Suspense => _web.Services.GetRequiredService<SuspenseDesk>();

    /// <summary>Customers' bills and where they stand.</summary>
    public CustomerDesk Customers => _web.Services.GetRequiredService<CustomerDesk>();

    /// <summary>Who customers are to kiosks.</summary>
    public CustomerBook Marks => _web.Services.GetRequiredService<CustomerBook>();

    /// <summary>Answers kiosks; it does so by itself four times a second.</summary>
    public KioskCounter Counter => _web.Services.GetRequiredService<KioskCounter>();

    /// <summary>Points of delivery, their tenants and their authority.</summary>
    public PointDesk Points => _web.Services.GetRequiredService<PointDesk>();

    /// <summary>What is done about arrears; it looks by itself.</summary>
    public ArrearsDesk Arrears => _web.Services.GetRequiredService<ArrearsDesk>();

    /// <summary>Which gateway holds which concentrator.</summary>
    public ClaimBook Claims => _web.Services.GetRequiredService<ClaimBook>();

    /// <summary>The database of all rooms.</summary>
    public Database Database => _web.Services.GetRequiredService<Database>();

    /// <summary>The registry.</summary>
    public MeterRegistry Registry => _web.Services.GetRequiredService<MeterRegistry>();

    /// <summary>Ingestion.</summary>
    public IngestService Ingest => _web.Services.GetRequiredService<IngestService>();

    /// <summary>The hubs that are read here; null: none.</summary>
    public HubConsumers? Hubs => _web.Services.GetService<HubConsumers>();

    /// <summary>What ingestion's tables answer.</summary>
    public IngestQueries Queries => _web.Services.GetRequiredService<IngestQueries>();

    /// <summary>What is asked for again.</summary>
    public ReplayPlanner Replays => _web.Services.GetRequiredService<ReplayPlanner>();

    /// <summary>Opens the database and the web server.</summary>
    /// <param name="settings">What the operator set.</param>
    /// <param name="wall">The clock that dates and settles.</param>
    /// <param name="logs">Where log events go; the console when null.</param>
    /// <param name="stop">Gives up starting.</param>
    /// <exception cref="PortalSettingsException">The settings have faults, or a hub refuses them.</exception>
    /// <exception cref="StoreOpenException">The database does not answer, refuses, or is too old.</exception>
    /// <exception cref="SchemaTooNewException">The database was written by a newer program.</exception>
    public static async Task<PortalProcess> StartAsync(PortalSettings settings, TimeProvider wall, ILoggerFactory? logs, CancellationToken stop)
    {
        var faults = PortalSettingsCheck.Faults(settings);
        if (faults.Count > 0) throw new PortalSettingsException(faults);

        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(settings.Listen);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            if (settings.GatewayDoor.CertificateFile is not null) GatewayCertificates.Listen(kestrel, new Uri(settings.Listen), settings.GatewayDoor);
        });
        builder.Services.RemoveAll<IHostLifetime>();
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        if (logs is not null) builder.Services.Replace(ServiceDescriptor.Singleton(logs));
        AddRooms(builder.Services, settings, wall);
        builder.Services.AddProblemDetails();
        builder.Services.AddExceptionHandler<StoreAway>();
        builder.Services.AddOpenApi();
        builder.Services.ConfigureHttpJsonOptions(static json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        });

        var web = builder.Build();
        try
        {
            // The database is opened before the door: who reaches the portal reaches its data.
            _ = web.Services.GetRequiredService<MeterRegistry>();
            web.UseExceptionHandler();
            web.UseStatusCodePages();
            web.UsePoliteMethods();
            web.UseWebSockets();
            web.UseRouting();
            web.MapStartPage();
            web.MapIngest();
            web.MapLink();
            web.MapLinks();
            web.MapCommands();
            web.MapOrders();
            web.MapAccounts();
            web.MapPaymentDesk();
            web.MapMoneyDesk();
            web.MapSupplyPoints();
            web.MapMeters();
            web.MapOverview();
            web.MapRegistry();
            web.MapPoints();
            web.MapAreas();
            web.MapHealth();
            web.MapOpenApi();
            await AskHubsAsync(web.Services, stop);
            await web.StartAsync(stop);
            return new PortalProcess(web);
        }
        catch
        {
            await web.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets running requests end, and closes.</summary>
    public Task StopAsync(CancellationToken stop = default) => _web.StopAsync(stop);

    /// <summary>Closes the web server, then the database.</summary>
    public async ValueTask DisposeAsync()
    {
        await _web.StopAsync();
        await _web.DisposeAsync();
    }

    private static void AddRooms(IServiceCollection services, PortalSettings settings, TimeProvider wall)
    {
        services.AddSingleton(wall);
        services.AddSingleton(new Doorkeeper(settings));
        // Reconnecting goes by the machine's own clock, whatever clock dates the data.
        services.AddSingleton(_ => Database.Open(settings.DatabaseFile, settings.DatabaseConnection, TimeProvider.System, RegistrySchema.Tables, IngestSchema.Tables, LeaseSchema.Tables, CommandsSchema.Tables, LedgerSchema.Tables));
        services.AddSingleton<MeterRegistry>();
        services.AddSingleton<RegistryBook>();
        services.AddSingleton<ToldQueries>();
        services.AddSingleton<GapQueries>();
        services.AddSingleton<PowerFailures>();
        services.AddSingleton<IReadingSource, IngestedReadings>();
        services.AddSingleton<MeterDataRun>();
        services.AddSingleton<IntervalBook>();
        services.AddSingleton<CompletenessBook>();
        services.AddSingleton<NetBook>();
        services.AddSingleton<ThresholdBook>();
        services.AddSingleton<LossBook>();
        services.AddSingleton<SupplyBook>();
        services.AddSingleton<MeterEvents>();
        services.AddSingleton<IMeterWords, MeterWords>();
        services.AddSingleton<SignalBook>();
        services.AddSingleton<OutageBook>();
        services.AddSingleton<VoltageBook>();
        services.AddSingleton<IntervalImport>();
        services.AddSingleton<P1Import>();
        services.AddSingleton<MeterDataLease>();
        services.AddHostedService(static parts => parts.GetRequiredService<MeterDataLease>());
        services.AddHostedService<MeterDataService>();
        if (settings.Webhook.Url.Length > 0)
        {
            services.AddSingleton(settings.Webhook);
            services.AddSingleton<WebhookOutbox>();
            services.AddHostedService<WebhookSender>();
        }

        services.AddSingleton<IngestMetrics>();
        services.AddSingleton<IngestService>();
        services.AddSingleton<IngestQueries>();
        services.AddSingleton(new IngestSettings { SettlingTime = TimeSpan.FromSeconds(settings.SettlingSeconds) });
        services.AddSingleton<ReplayPlanner>();
        services.AddSingleton<CommandQueue>();
        services.AddSingleton<ClaimBook>();
        services.AddSingleton(parts => new KeyVault(parts.GetRequiredService<Database>(), wall, CommandsMaster.Read(settings.Commands.MasterKeyFile)));
        services.AddSingleton<IMeterGround, PortalGround>();
        services.AddSingleton(new DeskSettings { TripsOfArea = settings.Commands.TripsOfArea });
        services.AddSingleton<CommandDesk>();
        services.AddLedger(settings);
        services.AddSingleton<LinkSource>();
        services.AddSingleton<LinkDesk>();
        services.AddHostedService<CommandExpiry>();
        if (settings.Hubs.ConnectionString.Length == 0) return;
        services.AddSingleton(parts => HubConsumers.Open(
            settings.Hubs, parts.GetRequiredService<Database>(), parts.GetRequiredService<IngestService>(), wall, TimeProvider.System,
            Environment.MachineName, new Random(RandomNumberGenerator.GetInt32(int.MaxValue)), parts.GetRequiredService<ILoggerFactory>()));
        services.AddHostedService<HubService>();
    }

    private static async Task AskHubsAsync(IServiceProvider services, CancellationToken stop)
    {
        if (services.GetService<HubConsumers>() is not { } hubs) return;
        using var late = new CancellationTokenSource(_askWithin, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, late.Token);
        var refusals = await hubs.AskAsync(either.Token);
        if (refusals.Count > 0) throw new PortalSettingsException([.. refusals.Select(static refusal => $"Hubs: {refusal}")]);
    }
}
