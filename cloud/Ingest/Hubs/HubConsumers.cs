using Microsoft.Extensions.Logging;
using Wattline.Cloud.EventHubs.Client;
using Wattline.Cloud.EventHubs.Transport;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Ingest.Hubs;

/// <summary>All hubs of a namespace, read into one database. Each is read apart: one hub's trouble does not stop the others.</summary>
public sealed class HubConsumers : IAsyncDisposable
{
    private HubConsumers(IReadOnlyList<HubConsumer> hubs) => Hubs = hubs;

    /// <summary>The hubs.</summary>
    public IReadOnlyList<HubConsumer> Hubs { get; }

    /// <summary>What a person has to look at: hubs that refuse, partitions that are held up. Empty when all is well.</summary>
    public IReadOnlyList<string> Troubles =>
    [
        .. Hubs.Where(static hub => hub.Refusal is not null).Select(static hub => $"{hub.Name}: {hub.Refusal}"),
        .. Hubs.SelectMany(static hub => hub.Partitions).Where(static one => one.HeldUpBy is not null).Select(static one => $"{one.Hub}/{one.Partition}: {one.HeldUpBy}"),
    ];

    /// <summary>Makes the consumers over our own client; they begin with <see cref="RunAsync"/>.</summary>
    /// <param name="settings">Checked settings (<see cref="HubsSettingsCheck"/>).</param>
    /// <param name="database">Where the rows go.</param>
    /// <param name="service">Stores them.</param>
    /// <param name="wall">The clock that dates quarantine and alarms.</param>
    /// <param name="time">The clock of waits.</param>
    /// <param name="machine">Where this runs, for people.</param>
    /// <param name="random">Jitter, and the process's name among others.</param>
    /// <param name="logs">Where log events go.</param>
    public static HubConsumers Open(
        HubsSettings settings, Database database, IngestService service, TimeProvider wall, TimeProvider time, string machine, Random random, ILoggerFactory logs)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(random);
        if (ConnectionString.TryParse(settings.ConnectionString, out var space) != ConnectionStringFault.None)
            throw new ArgumentException("The connection string was not checked.", nameof(settings));
        var member = $"{machine}-{random.NextInt64():x16}";
        var consumer = new HubConsumerSettings { Member = member, LeaseDuration = TimeSpan.FromSeconds(settings.LeaseSeconds), BatchEvents = settings.BatchEvents };
        var logger = logs.CreateLogger<HubConsumers>();
        return new HubConsumers([.. settings.HubNames.Select(name =>
        {
            var options = new EventHubOptions { Namespace = space, ContainerId = member };
            var hub = new AmqpHub(options, name, settings.Group, settings.PrefetchEvents, (long)settings.PrefetchMebibytes << 20, time, new Random(random.Next()));
            return new HubConsumer(hub, database, consumer, service, wall, time, new Random(random.Next()), logger);
        })]);
    }

    /// <summary>Asks each hub once, so that a wrong name or key is told at the start.</summary>
    /// <returns>What each hub that refuses says. One that cannot be reached says nothing.</returns>
    public async Task<IReadOnlyList<string>> AskAsync(CancellationToken stop)
    {
        var answers = await Task.WhenAll(Hubs.Select(hub => hub.AskAsync(stop))).ConfigureAwait(false);
        return [.. answers.OfType<string>()];
    }

    /// <summary>Reads until it is stopped; then transactions under way end, and the partitions are given back.</summary>
    public Task RunAsync(CancellationToken stop) => Task.WhenAll(Hubs.Select(hub => hub.RunAsync(stop)));

    /// <summary>Closes the hubs.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var hub in Hubs) await hub.DisposeAsync().ConfigureAwait(false);
    }
}
