using System.Text;
using Wattline.Cloud.EventHubs.Client;
using Wattline.Cloud.EventHubs.Events;
using Wattline.Cloud.EventHubs.Performatives;
using Wattline.Simulators.EventHub.Hubs;

namespace Wattline.Tests.Simulators.EventHub.Client;

public sealed class ProducerTests
{
    [Fact]
    public void A_batch_is_stored_and_read_back_in_order()
    {
        var network = new Network();
        var client = network.Client();
        var reports = new List<SendReport>();
        var producer = client.AddProducer("1", new ProducerSettings(), reports.Add);
        Send(producer, Batch(100));
        Assert.True(network.Until(() => reports.Count == 1));
        Assert.Equal(SendOutcome.Accepted, reports[0].Outcome);

        var got = Read(network, client, new ConsumerSettings { Partition = "1" }, 100);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"e{i}"), got.Select(e => Encoding.UTF8.GetString(e.Body.Span)));
        Assert.Equal(Enumerable.Range(0, 100).Select(i => (long?)i), got.Select(e => e.Sequence));
        Assert.All(got, e => Assert.Equal(Encoding.UTF8.GetString(e.Body.Span), e.Properties.MessageId.Text));
    }

    [Fact]
    public void Events_of_a_key_go_to_its_partition()
    {
        var network = new Network();
        var client = network.Client();
        var reports = new List<SendReport>();
        var producer = client.AddProducer(null, new ProducerSettings(), reports.Add);
        var batch = new EventBatch(1 << 20, partitionKey: "meter-0042");
        Assert.True(batch.TryAdd(Network.Event("x")));
        Send(producer, batch);
        Assert.True(network.Until(() => reports.Count == 1));
        int partition = Wattline.Cloud.EventHubs.Entities.PartitionHash.PartitionOf("meter-0042", 4);
        var got = Read(network, client, new ConsumerSettings { Partition = $"{partition}" }, 1);
        Assert.Equal("meter-0042", got[0].PartitionKey);
    }

    [Fact]
    public void A_lost_connection_delays_batches_and_loses_none()
    {
        var network = new Network();
        var client = network.Client();
        var reports = new List<SendReport>();
        var producer = client.AddProducer("0", new ProducerSettings { InFlightMax = 1 }, reports.Add);
        for (int i = 0; i < 20; i++)
        {
            Send(producer, Batch(1, i));
            network.Settle();
            if (i % 5 == 4)
            {
                network.Cut();
                network.Settle();
            }
        }
        Assert.True(network.Until(() => reports.Count == 20));
        Assert.All(reports, report => Assert.Equal(SendOutcome.Accepted, report.Outcome));
        var got = Read(network, client, new ConsumerSettings { Partition = "0" }, 20);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"e{i}"), got.Select(e => Encoding.UTF8.GetString(e.Body.Span)).Distinct());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Whatever_goes_wrong_an_idempotent_producer_stores_each_event_once(int seed)
    {
        var faults = new FaultSettings { Seed = seed, Busy = 0.1, StoredAndCut = 0.15, Cut = 0.1, Detached = 0.1 };
        var network = new Network(new EndpointSettings { Hubs = [new HubSettings("readings", 1, [])], Faults = faults });
        var client = network.Client();
        var reports = new List<SendReport>();
        var producer = client.AddProducer("0", new ProducerSettings { Idempotent = true }, reports.Add);
        for (int i = 0; i < 50; i++)
        {
            Send(producer, Batch(2, 2 * i));
        }
        Assert.True(network.Until(() => reports.Count == 50, TimeSpan.FromHours(2)), $"seed {seed}: {reports.Count} of 50, {producer.LastError}");
        Assert.True(network.Endpoint.Counters.Faults > 5, $"seed {seed}");
        var got = Read(network, client, new ConsumerSettings { Partition = "0" }, 100);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"e{i}"), got.Select(e => Encoding.UTF8.GetString(e.Body.Span)));
    }

    [Fact]
    public void Busy_is_waited_for_and_not_told()
    {
        var network = new Network(new EndpointSettings { Hubs = [new HubSettings("readings", 4, [])], ThroughputUnits = 1 });
        var client = network.Client();
        var reports = new List<SendReport>();
        var producer = client.AddProducer("0", new ProducerSettings(), reports.Add);
        var begin = network.Time.GetUtcNow();
        for (int i = 0; i < 6; i++)
        {
            Send(producer, Batch(600));
        }
        Assert.True(network.Until(() => reports.Count == 6));
        Assert.All(reports, report => Assert.Equal(SendOutcome.Accepted, report.Outcome));
        Assert.True(network.Endpoint.Counters.Throttled > 0);
        Assert.True(network.Time.GetUtcNow() - begin >= client.Settings.BusyLeast);
    }

    [Fact]
    public void A_batch_too_large_is_divided_and_one_event_too_large_is_named()
    {
        var limits = new Wattline.Cloud.EventHubs.AmqpLimits { MessageBytesMax = 20_000 };
        var network = new Network(new EndpointSettings { Hubs = [new HubSettings("readings", 1, [])], Limits = limits });
        var client = network.Client();
        var reports = new List<SendReport>();
        var producer = client.AddProducer("0", new ProducerSettings(), reports.Add);
        var batch = new EventBatch(1 << 20);
        for (int i = 0; i < 20; i++)
        {
            Assert.True(batch.TryAdd(new EventData { Body = new byte[i == 7 ? 30_000 : 3_000], MessageId = $"{i}" }));
        }
        Send(producer, batch);
        Assert.True(network.Until(() => reports.Count == 1));
        Assert.Equal(SendOutcome.Oversized, reports[0].Outcome);
        Assert.Equal([7], reports[0].Oversized);
        var got = Read(network, client, new ConsumerSettings { Partition = "0" }, 19);
        Assert.Equal(Enumerable.Range(0, 20).Where(i => i != 7).Select(i => $"{i}"), got.Select(e => e.Properties.MessageId.Text));
    }

    [Fact]
    public void An_unknown_hub_opens_the_circuit()
    {
        var network = new Network();
        var client = network.Client(hub: "other");
        var reports = new List<SendReport>();
        var producer = client.AddProducer(null, new ProducerSettings(), reports.Add);
        Send(producer, Batch(1));
        Assert.True(network.Until(() => reports.Count == 1));
        Assert.Equal(SendOutcome.CircuitOpened, reports[0].Outcome);
        Assert.Equal(ErrorCondition.NotFound, producer.Circuit!.Condition);
        Assert.False(producer.TrySend(Batch(1), out _));
    }

    [Fact]
    public void A_wrong_key_opens_the_circuit()
    {
        var network = new Network();
        var client = network.Client(key: "wrong");
        var reports = new List<SendReport>();
        var producer = client.AddProducer(null, new ProducerSettings(), reports.Add);
        Send(producer, Batch(1));
        Assert.True(network.Until(() => reports.Count == 1));
        Assert.Equal(ErrorCondition.UnauthorizedAccess, producer.Circuit!.Condition);
    }

    [Fact]
    public void An_endpoint_that_is_away_is_dialled_again()
    {
        var network = new Network { IsUp = false };
        var client = network.Client();
        var reports = new List<SendReport>();
        var producer = client.AddProducer(null, new ProducerSettings(), reports.Add);
        Send(producer, Batch(1));
        network.Run(TimeSpan.FromMinutes(5));
        Assert.Empty(reports);
        network.IsUp = true;
        Assert.True(network.Until(() => reports.Count == 1));
        Assert.Equal(SendOutcome.Accepted, reports[0].Outcome);
    }

    [Fact]
    public void Tokens_are_renewed_before_they_end()
    {
        var network = new Network();
        var client = network.Client();
        var reports = new List<SendReport>();
        var producer = client.AddProducer("0", new ProducerSettings(), reports.Add);
        Assert.True(network.Until(() => producer.IsAttached));
        for (int hours = 0; hours < 5; hours++)
        {
            network.Run(TimeSpan.FromHours(1), TimeSpan.FromSeconds(10));
            Assert.True(producer.IsAttached);
        }
        Assert.Null(producer.LastError);
    }

    [Fact]
    public void A_token_that_ends_detaches_its_links()
    {
        var network = new Network();
        var client = network.Client(tokens: new OnceProvider());
        var producer = client.AddProducer("0", new ProducerSettings(), _ => { });
        Assert.True(network.Until(() => producer.IsAttached));
        Assert.True(network.Until(() => producer.LastError is not null));
        Assert.Equal(ErrorCondition.UnauthorizedAccess, producer.LastError!.Condition);
    }

    [Fact]
    public void A_token_that_ends_while_events_flow_is_followed_by_another_and_no_batch_is_given_back()
    {
        var network = new Network();
        var client = network.Client(tokens: new HastyProvider());
        var reports = new List<SendReport>();
        var producer = client.AddProducer("0", new ProducerSettings(), reports.Add);
        int sent = 0;
        for (; sent < 300; sent++)
        {
            Send(producer, Batch(1, sent));
            network.Run(TimeSpan.FromMilliseconds(500));
        }
        Assert.True(network.Until(() => reports.Count == sent));
        Assert.All(reports, report => Assert.Equal(SendOutcome.Accepted, report.Outcome));
        Assert.Equal(ErrorCondition.UnauthorizedAccess, producer.LastError!.Condition);
        Assert.Equal(Enumerable.Range(0, sent).Select(i => $"e{i}"), Read(network, client, new ConsumerSettings { Partition = "0" }, sent).Select(e => e.Properties.MessageId.Text).Distinct());
    }

    [Fact]
    public void A_throttled_reader_gets_what_the_units_carry_and_all_of_it()
    {
        var network = new Network(new EndpointSettings { Hubs = [new HubSettings("readings", 4, [])], ThroughputUnits = 1 });
        var client = network.Client();
        int done = 0;
        var producer = client.AddProducer("0", new ProducerSettings(), _ => done++);
        for (int i = 0; i < 12; i++)
        {
            var batch = new EventBatch(1 << 20);
            Assert.True(batch.TryAdd(new EventData { Body = new byte[1_000_000] }));
            Send(producer, batch);
        }
        Assert.True(network.Until(() => done == 12));
        var begin = network.Time.GetUtcNow();
        Assert.Equal(12, Read(network, client, new ConsumerSettings { Partition = "0", PrefetchBytes = 64 << 20 }, 12).Count);
        // 12 MB at 2 MiB/s, of which the first second's worth and one event beyond it go at once.
        Assert.InRange((network.Time.GetUtcNow() - begin).TotalSeconds, 3.5, 8);
    }

    [Theory]
    [InlineData("busy")]
    [InlineData("stored and cut")]
    [InlineData("cut")]
    [InlineData("detached")]
    public void Each_fault_does_what_it_says_and_loses_nothing(string what)
    {
        const double Chance = 0.3;
        var faults = new FaultSettings
        {
            Seed = 5,
            Busy = what == "busy" ? Chance : 0,
            StoredAndCut = what == "stored and cut" ? Chance : 0,
            Cut = what == "cut" ? Chance : 0,
            Detached = what == "detached" ? Chance : 0,
        };
        var network = new Network(new EndpointSettings { Hubs = [new HubSettings("readings", 1, [])], Faults = faults });
        var client = network.Client();
        var reports = new List<SendReport>();
        var producer = client.AddProducer("0", new ProducerSettings { InFlightMax = 1 }, reports.Add);
        for (int i = 0; i < 40; i++)
        {
            Send(producer, Batch(1, i));
            Assert.True(network.Until(() => reports.Count == i + 1, TimeSpan.FromHours(1)));
        }
        Assert.All(reports, report => Assert.Equal(SendOutcome.Accepted, report.Outcome));
        long stored = network.Endpoint.HubOf("readings")!.Partitions[0].Log.NextSequence;
        long injected = network.Endpoint.Counters.Faults;
        Assert.InRange(injected, 5, 40);
        // Only what was stored without a word comes again.
        Assert.Equal(what == "stored and cut" ? 40 + injected : 40, stored);
        Assert.Equal(what is "cut" or "stored and cut" ? 1 + injected : 1, network.Endpoint.Counters.Connections);
        Assert.Equal(40, Read(network, client, new ConsumerSettings { Partition = "0" }, (int)stored).Select(e => e.Properties.MessageId.Text).Distinct().Count());
    }

    internal static EventBatch Batch(int count, int first = 0)
    {
        var batch = new EventBatch(1 << 20);
        for (int i = 0; i < count; i++)
        {
            Assert.True(batch.TryAdd(Network.Event($"e{first + i}")));
        }
        return batch;
    }

    internal static void Send(Producer producer, EventBatch batch) => Assert.True(producer.TrySend(batch, out _));

    internal static List<ReceivedEvent> Read(Network network, HubClient client, ConsumerSettings settings, int count)
    {
        var got = new List<ReceivedEvent>();
        var consumer = client.AddConsumer(settings, () => { });
        network.Until(() =>
        {
            while (consumer.TryTake(out var taken))
            {
                got.Add(taken);
            }
            return got.Count >= count || consumer.EndedBy is not null;
        });
        consumer.End();
        network.Settle();
        return got;
    }

    /// <summary>Tokens that end after thirty seconds and say that they last an hour, as after a leap of a clock.</summary>
    private sealed class HastyProvider : ITokenProvider
    {
        public AccessToken? TryGet(string audience, DateTimeOffset utcNow)
        {
            string token = Wattline.Cloud.EventHubs.Tokens.SasToken.Create(audience, EndpointSettings.DefaultKeyName, EndpointSettings.DefaultKey, utcNow + TimeSpan.FromSeconds(30));
            return new AccessToken(token, AccessToken.SasType, utcNow + TimeSpan.FromHours(1));
        }
    }

    /// <summary>A token of thirty seconds, and never another.</summary>
    private sealed class OnceProvider : ITokenProvider
    {
        private DateTimeOffset? _end;

        public AccessToken? TryGet(string audience, DateTimeOffset utcNow)
        {
            _end ??= utcNow + TimeSpan.FromSeconds(30);
            return new AccessToken(Wattline.Cloud.EventHubs.Tokens.SasToken.Create(audience, EndpointSettings.DefaultKeyName, EndpointSettings.DefaultKey, _end.Value), AccessToken.SasType, _end.Value);
        }
    }
}
