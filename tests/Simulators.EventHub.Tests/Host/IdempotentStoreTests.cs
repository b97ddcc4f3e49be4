using Wattline.Cloud.EventHubs.Client;
using Wattline.Cloud.EventHubs.Events;
using Wattline.Simulators.EventHub.Hubs;
using Wattline.Simulators.EventHub.Storage;
using Wattline.Tests.Simulators.EventHub.Client;

namespace Wattline.Tests.Simulators.EventHub.Host;

/// <summary>Idempotent producers over crashes of a durable endpoint: each event once.</summary>
public sealed class IdempotentStoreTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("wattline-eventhub-");
    private readonly EndpointSettings _settings = new() { Hubs = [new HubSettings("readings", 1, [])] };

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(250)]
    [InlineData(600)]
    [InlineData(1_000)]
    public void A_batch_that_comes_again_after_a_crash_is_stored_once(int lostBytes)
    {
        var store = new FileEventStore(_folder.FullName);
        var network = new Network(_settings, store);
        var client = network.Client();
        var first = new List<SendReport>();
        var producer = client.AddProducer("0", new ProducerSettings { Idempotent = true }, first.Add);
        ProducerTests.Send(producer, ProducerTests.Batch(10));
        Assert.True(network.Until(() => first.Count == 1));
        var stamp = producer.Stamp!.Value;
        ProducerTests.Send(producer, ProducerTests.Batch(10, 10));
        Assert.True(network.Until(() => first.Count == 2));
        producer.End();
        store.Dispose();

        // What was not synced is gone, also in the middle of the batch; whoever sent it did not hear of it.
        using (var file = new FileStream(Directory.GetFiles(Path.Combine(_folder.FullName, "readings", "0"))[0], FileMode.Open))
        {
            file.SetLength(file.Length - lostBytes);
        }
        using var again = new FileEventStore(_folder.FullName);
        network.Restart(again);
        var second = new List<SendReport>();
        var successor = client.AddProducer("0", new ProducerSettings { Idempotent = true, GoesOnFrom = stamp }, second.Add);
        ProducerTests.Send(successor, ProducerTests.Batch(10, 10));
        ProducerTests.Send(successor, ProducerTests.Batch(5, 20));
        Assert.True(network.Until(() => second.Count == 2));
        Assert.All(second, report => Assert.Equal(SendOutcome.Accepted, report.Outcome));
        var got = ProducerTests.Read(network, client, new ConsumerSettings { Partition = "0" }, 25);
        Assert.Equal(Enumerable.Range(0, 25).Select(i => $"e{i}"), got.Select(e => e.Properties.MessageId.Text));
    }

    [Fact]
    public void Producers_are_known_when_the_segment_that_named_them_is_gone_and_no_number_is_given_twice()
    {
        ProducerStamp stamp;
        var network = new Network(_settings with { Retention = TimeSpan.FromHours(1) });
        using (var store = new FileEventStore(_folder.FullName))
        {
            network.Restart(store);
            stamp = Send(network, null, 3);
            network.Run(TimeSpan.FromHours(2), TimeSpan.FromSeconds(20));
            Assert.Null(network.Endpoint.HubOf("readings")!.Partitions[0].Log.First);
        }
        using var again = new FileEventStore(_folder.FullName);
        network.Restart(again);
        Assert.Equal(stamp with { Sequence = stamp.Sequence + 2 }, Send(network, stamp, 2));
        Assert.NotEqual(stamp.Group, Send(network, null, 1).Group);
        Assert.Equal(6, network.Endpoint.HubOf("readings")!.Partitions[0].Log.NextSequence);
    }

    [Fact]
    public void An_owner_level_that_was_taken_stays_taken()
    {
        var network = new Network(_settings);
        ProducerStamp stamp;
        using (var store = new FileEventStore(_folder.FullName))
        {
            network.Restart(store);
            stamp = Send(network, null, 1);
            var taker = network.Client().AddProducer("0", new ProducerSettings { Idempotent = true, GoesOnFrom = stamp with { Epoch = 5 } }, _ => { });
            Assert.True(network.Until(() => taker.IsAttached));
            taker.End();
        }
        using var again = new FileEventStore(_folder.FullName);
        network.Restart(again);
        var late = network.Client().AddProducer("0", new ProducerSettings { Idempotent = true, GoesOnFrom = stamp }, _ => { });
        Assert.True(network.Until(() => late.IsEnded));
        Assert.Equal(FailureKind.Stolen, Failures.KindOf(late.EndedBy));
    }

    [Fact]
    public void A_batch_that_throttling_refused_is_stored_when_it_comes_again()
    {
        var network = new Network(_settings with { ThroughputUnits = 1 });
        var client = network.Client();
        var reports = new List<SendReport>();
        var producer = client.AddProducer("0", new ProducerSettings { Idempotent = true }, reports.Add);
        for (int i = 0; i < 5; i++)
        {
            ProducerTests.Send(producer, ProducerTests.Batch(600, 600 * i));
        }
        Assert.True(network.Until(() => reports.Count == 5));
        Assert.True(network.Endpoint.Counters.Throttled > 0);
        Assert.Equal(3_000, network.Endpoint.HubOf("readings")!.Partitions[0].Log.NextSequence);
    }

    [Fact]
    public void Producers_that_nobody_hears_of_are_forgotten_beyond_a_limit()
    {
        var table = new ProducerTable();
        for (int group = 0; group < ProducerTable.GroupsMax; group++)
        {
            table.Set(group, new ProducerState(0, group));
        }
        table.Set(0, new ProducerState(1, 7));
        table.Set(ProducerTable.GroupsMax, new ProducerState(0, 0));
        Assert.Equal(ProducerTable.GroupsMax, table.All.Count());
        Assert.Equal(new ProducerState(1, 7), table.Of(0));
        Assert.Null(table.Of(1));
    }

    private static ProducerStamp Send(Network network, ProducerStamp? from, int count)
    {
        var reports = new List<SendReport>();
        var producer = network.Client().AddProducer("0", new ProducerSettings { Idempotent = true, GoesOnFrom = from }, reports.Add);
        ProducerTests.Send(producer, ProducerTests.Batch(count));
        Assert.True(network.Until(() => reports.Count == 1));
        Assert.Equal(SendOutcome.Accepted, reports[0].Outcome);
        var stamp = producer.Stamp!.Value;
        producer.End();
        network.Settle();
        return stamp;
    }
}
