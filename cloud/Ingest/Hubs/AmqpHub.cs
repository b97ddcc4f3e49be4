using System.Globalization;
using Wattline.Cloud.Contracts;
using Wattline.Cloud.EventHubs.Client;
using Wattline.Cloud.EventHubs.Transport;
using Wattline.Cloud.EventHubs.Types;
using HubEventReceived = Wattline.Cloud.EventHubs.Client.ReceivedEvent;

namespace Wattline.Cloud.Ingest.Hubs;

/// <summary>A hub over our own AMQP client: one connection, a link for each partition.</summary>
public sealed class AmqpHub : IHub
{
    private readonly EventHubConnection _connection;
    private readonly string _group;
    private readonly uint _prefetch;
    private readonly long _prefetchBytes;

    /// <param name="options">Where the hub is.</param>
    /// <param name="hub">Its name.</param>
    /// <param name="group">The consumer group.</param>
    /// <param name="prefetch">Events of a partition that may be under way or wait.</param>
    /// <param name="prefetchBytes">Bytes of them.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Jitter.</param>
    public AmqpHub(EventHubOptions options, string hub, string group, int prefetch, long prefetchBytes, TimeProvider time, Random random)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_group, _prefetch, _prefetchBytes) = (group, (uint)prefetch, prefetchBytes);
        // The port is no part of the name: a namespace keeps its offsets when it is reached by another one.
        Name = $"{options.Namespace.Host}/{hub}/{group}".ToLowerInvariant();
        _connection = EventHubConnection.Open(options with { Hub = hub }, time, random);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public async Task<HubShape> DescribeAsync(CancellationToken stop)
    {
        try
        {
            var told = await _connection.GetHubPropertiesAsync(stop).ConfigureAwait(false);
            return new HubShape(told.CreatedAt, told.PartitionIds);
        }
        catch (EventHubException refused)
        {
            throw Refused(refused);
        }
    }

    /// <inheritdoc/>
    public async Task<PartitionEnds> DescribeAsync(string partition, CancellationToken stop)
    {
        try
        {
            var told = await _connection.GetPartitionPropertiesAsync(partition, stop).ConfigureAwait(false);
            return new PartitionEnds(told.IsEmpty, told.BeginSequence, told.LastSequence);
        }
        catch (EventHubException refused)
        {
            throw Refused(refused);
        }
    }

    /// <inheritdoc/>
    public IPartitionReader Read(string partition, string? behind, long ownerLevel) => new Reader(_connection.CreateConsumer(new ConsumerSettings
    {
        Partition = partition,
        Group = _group,
        Position = behind is null ? EventPosition.Earliest : EventPosition.FromOffset(behind),
        OwnerLevel = ownerLevel,
        Prefetch = _prefetch,
        PrefetchBytes = _prefetchBytes,
        TracksLast = true,
    }));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static HubRefusedException Refused(EventHubException refused) => new(refused.Message, refused.Kind == FailureKind.Stolen, refused);

    /// <summary>An event as our client gives it.</summary>
    internal static PartitionEvent Of(HubEventReceived received)
    {
        var offset = received.Offset.Length > 0 ? received.Offset : null;
        if (received.Fault != AmqpFault.None) return Undecoded(received.Fault);
        var (properties, application, body) = (received.Properties, received.Application, received.Body);
        // The sections are decoded when they are asked for: only now it is known.
        return received.Fault != AmqpFault.None
            ? Undecoded(received.Fault)
            : new PartitionEvent(received.Sequence, offset, received.EnqueuedAt,
                new HubEvent([.. application.Select(static entry => KeyValuePair.Create(entry.Key.Text ?? "", TextOf(entry.Value)))], properties.ContentType, properties.ContentEncoding, body),
                null, received.Message);

        PartitionEvent Undecoded(AmqpFault fault) => new(received.Sequence, offset, received.EnqueuedAt, null, $"no AMQP message ({fault})", received.Message);
    }

    /// <summary>CloudEvents' time may be a timestamp (AMQP binding, 2.2.2).</summary>
    private static string? TextOf(AmqpValue value) =>
        value.Type == AmqpType.Timestamp && value.Integer is > -62_135_596_800_000 and < 253_402_300_800_000 and var ms
            ? DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture)
            : value.Text;

    private sealed class Reader(EventHubConsumer consumer) : IPartitionReader
    {
        private readonly List<HubEventReceived> _received = [];

        public long? LastSequence => consumer.LastEnqueued?.Sequence;

        public async Task ReadAsync(List<PartitionEvent> into, int most, CancellationToken stop)
        {
            into.Clear();
            try
            {
                await consumer.ReadAsync(_received, most, stop).ConfigureAwait(false);
            }
            catch (EventHubException refused)
            {
                throw Refused(refused);
            }

            foreach (var received in _received) into.Add(Of(received));
        }

        public void Dispose() => consumer.Dispose();
    }
}
