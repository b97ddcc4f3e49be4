using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Wattline.Cloud.Ingest.Hubs;
using Wattline.Cloud.Store;
using Wattline.Cloud.Store.Leases;

namespace Wattline.Cloud.Ingest.Host;

/// <summary>Ingestion alone, running: hubs in, rows out, and a small web server that tells how it is. It takes no signals; who started it stops it.</summary>
public sealed class IngestProcess : IAsyncDisposable
{
    /// <summary>How long hubs may take at the start to say that they refuse; one that is away is waited for while it runs.</summary>
    private static readonly TimeSpan _askWithin = TimeSpan.FromSeconds(10);

    private readonly WebApplication _web;

    private IngestProcess(WebApplication web) => _web = web;

    /// <summary>Where it listens, with the port that it got.</summary>
    public Uri Url => new(_web.Urls.First());

    /// <summary>The hubs.</summary>
    public HubConsumers Hubs => _web.Services.GetRequiredService<HubConsumers>();

    /// <summary>Ends when it was stopped, also by a fault of its own.</summary>
    public Task Ended => _web.WaitForShutdownAsync();

    /// <summary>Opens the database, asks the hubs, and begins to read.</summary>
    /// <param name="settings">What the operator set.</param>
    /// <param name="wall">The clock.</param>
    /// <param name="random">Jitter, and the process's name among others: from another seed at every start.</param>
    /// <param name="logs">Where log events go; the console when null.</param>
    /// <param name="stop">Gives up starting.</param>
    /// <exception cref="IngestSettingsException">The settings have faults, or a hub refuses them.</exception>
    /// <exception cref="StoreOpenException">PostgreSQL does not answer, or refuses.</exception>
    /// <exception cref="SchemaTooNewException">The database was written by a newer program.</exception>
    public static async Task<IngestProcess> StartAsync(IngestHostSettings settings, TimeProvider wall, Random random, ILoggerFactory? logs, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var faults = IngestSettingsCheck.Faults(settings);
        if (faults.Count > 0) throw new IngestSettingsException(faults);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(settings.Listen);
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.AddServerHeader = false);
        builder.Services.RemoveAll<IHostLifetime>();
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        if (logs is not null) builder.Services.Replace(ServiceDescriptor.Singleton(logs));
        builder.Services.AddSingleton(wall);
        builder.Services.AddSingleton(_ => Database.Open(settings.DatabaseFile, settings.DatabaseConnection, wall, IngestSchema.Tables, LeaseSchema.Tables));
        builder.Services.AddSingleton<IngestMetrics>();
        builder.Services.AddSingleton<IngestService>();
        builder.Services.AddSingleton(services => HubConsumers.Open(
            settings.Hubs, services.GetRequiredService<Database>(), services.GetRequiredService<IngestService>(), wall, wall,
            Environment.MachineName, random, services.GetRequiredService<ILoggerFactory>()));
        builder.Services.AddHostedService<HubService>();
        var web = builder.Build();
        try
        {
            using var late = new CancellationTokenSource(_askWithin, wall);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, late.Token);
            var refusals = await web.Services.GetRequiredService<HubConsumers>().AskAsync(either.Token).ConfigureAwait(false);
            if (refusals.Count > 0) throw new IngestSettingsException([.. refusals.Select(static refusal => $"Ingest:Hubs: {refusal}")]);
            web.MapGet("/health/live", static () => TypedResults.Text("live"));
            web.MapGet("/health/ready", Ready);
            await web.StartAsync(stop).ConfigureAwait(false);
            return new IngestProcess(web);
        }
        catch
        {
            await web.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Ends transactions under way, gives the partitions back, and closes.</summary>
    public Task StopAsync(CancellationToken stop = default) => _web.StopAsync(stop);

    /// <summary>Stops, and closes hubs and database.</summary>
    public async ValueTask DisposeAsync()
    {
        await _web.StopAsync().ConfigureAwait(false);
        await _web.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Ready is whose database answers and whose hubs and partitions go on; otherwise it says what a person has to look at.</summary>
    private static IResult Ready(Database database, HubConsumers hubs)
    {
        var troubles = hubs.Troubles.ToList();
        try
        {
            database.Read(static connection => connection.Scalar<long>("SELECT COUNT(*) FROM schema_version"));
        }
        catch (Exception fault) when (fault is StoreUnavailableException or System.Data.Common.DbException)
        {
            troubles.Insert(0, fault is StoreUnavailableException away ? $"database: {away.Reason}" : "database: does not answer");
        }

        return troubles.Count == 0
            ? TypedResults.Text("ready")
            : TypedResults.Problem(string.Join('\n', troubles), statusCode: StatusCodes.Status503ServiceUnavailable, title: "Not ready");
    }
}
