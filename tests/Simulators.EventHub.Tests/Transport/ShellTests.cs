using Wattline.Cloud.EventHubs;
using Wattline.Cloud.EventHubs.Client;
using Wattline.Cloud.EventHubs.Events;
using Wattline.Cloud.EventHubs.Transport;
using Wattline.Simulators.EventHub.Hubs;
using Wattline.Tests.Shared;

namespace Wattline.Tests.Simulators.EventHub.Transport;

/// <summary>The client's shell: what is awaited ends by what happens, and not by looking again after a while.</summary>
public sealed class ShellTests
{
    private static readonly EndpointSettings _settings = new() { Hubs = [new HubSettings("readings", 2, [])] };

    [Fact]
    public async Task Everything_goes_on_while_the_clock_stands_still()
    {
        using var patience = Patience();
        var hub = new MemoryHub(_settings, new ManualTime(), seed: 1);
        await using var connection = hub.Open();
        using var producer = connection.CreateProducer("1", new ProducerSettings { BatchesMax = 3 });
        await producer.OpenedAsync(patience.Token);
        Assert.Equal(["0", "1"], (await connection.GetHubPropertiesAsync(patience.Token)).PartitionIds);
        // More callers than the core takes batches: the others wait for a report.
        var reports = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => producer.SendAsync(Batch(i), patience.Token)));
        Assert.All(reports, report => Assert.Equal(SendOutcome.Accepted, report.Outcome));
        Assert.Equal(39, (await connection.GetPartitionPropertiesAsync("1", patience.Token)).LastSequence);
        using var consumer = connection.CreateConsumer(new ConsumerSettings { Partition = "1", Prefetch = 4 });
        Assert.Equal(40, (await ReadAsync(consumer, 40, patience.Token)).Count);
    }

    [Fact]
    public async Task Who_gives_up_leaves_no_batch_behind_and_takes_nobodys_room()
    {
        using var patience = Patience();
        var hub = new MemoryHub(_settings with { Hubs = [] }, new ManualTime(), seed: 1);
        // The link is never there, and the wait before another try does not pass.
        await using var connection = hub.Open(settings => settings with { CircuitFor = TimeSpan.FromHours(1) }, new SilentTokens());
        using var producer = connection.CreateProducer("0", new ProducerSettings { BatchesMax = 2 });
        for (int i = 0; i < 10; i++)
        {
            using var impatience = CancellationTokenSource.CreateLinkedTokenSource(patience.Token);
            var sent = producer.SendAsync(Batch(i), impatience.Token);
            await impatience.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sent);
        }
        Assert.Equal(0, producer.Pending);
        var asked = connection.GetHubPropertiesAsync(patience.Token);
        var opened = producer.OpenedAsync(patience.Token);
        var last = producer.SendAsync(Batch(10), patience.Token);
        // Dispose tells everybody who waits.
        await connection.DisposeAsync();
        await Assert.ThrowsAsync<EventHubException>(() => asked);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => opened);
        Assert.Equal(SendOutcome.Ended, (await last).Outcome);
    }

    [Fact]
    public async Task A_consumer_that_is_disposed_wakes_its_reader()
    {
        using var patience = Patience();
        var hub = new MemoryHub(_settings, new ManualTime(), seed: 1);
        await using var connection = hub.Open();
        var consumer = connection.CreateConsumer(new ConsumerSettings { Partition = "0" });
        var reading = consumer.ReadAsync([], 10, patience.Token);
        consumer.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => reading);
    }

    [Fact]
    public async Task An_event_too_large_for_the_link_is_reported_to_who_sent_it()
    {
        using var patience = Patience();
        var hub = new MemoryHub(_settings with { Limits = new AmqpLimits { MessageBytesMax = 1_000 } }, new ManualTime(), seed: 1);
        await using var connection = hub.Open();
        using var producer = connection.CreateProducer("0");
        await producer.OpenedAsync(patience.Token);
        var batch = new EventBatch(1 << 20);
        Assert.True(batch.TryAdd(new EventData { Body = new byte[2_000] }));
        Assert.Equal(SendOutcome.Oversized, (await producer.SendAsync(batch, patience.Token)).Outcome);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Cuts_and_callers_that_give_up_leave_nobody_waiting_and_nothing_missing(int seed)
    {
        using var patience = Patience();
        var hub = new MemoryHub(_settings, TimeProvider.System, seed);
        await using var connection = hub.Open(settings => settings with { RetryLeast = TimeSpan.FromMilliseconds(1), RetryMost = TimeSpan.FromMilliseconds(4) });
        using var producer = connection.CreateProducer("0", new ProducerSettings { BatchesMax = 4, InFlightMax = 2 });
        using var consumer = connection.CreateConsumer(new ConsumerSettings { Partition = "0", Prefetch = 8 });
        var random = new Random(seed);
        var accepted = new List<int>();
        var senders = Enumerable.Range(0, 8).Select(s => (Sender: s, Seed: random.Next())).Select(from => SendAsync(from.Sender, from.Seed)).ToArray();
        async Task CutAsync()
        {
            for (int cuts = 0; !Task.WhenAll(senders).IsCompleted; cuts++)
            {
                await connection.GetPartitionPropertiesAsync("0", patience.Token);
                if (random.Next(3) == 0)
                {
                    hub.Cut();
                }
            }
        }
        var cutting = CutAsync();
        await Task.WhenAll(senders);
        await cutting;
        int stored = (int)(await connection.GetPartitionPropertiesAsync("0", patience.Token)).LastSequence + 1;
        var got = await ReadAsync(consumer, stored, patience.Token);
        Assert.Equal(Enumerable.Range(0, stored).Select(i => (long?)i), got.Select(received => received.Sequence));
        Assert.Empty(accepted.Except(got.Select(received => int.Parse(received.Properties.MessageId.Text!, null))).Select(missing => $"seed {seed}: {missing}"));
        Assert.True(accepted.Count > 200, $"seed {seed}: {accepted.Count}");

        async Task SendAsync(int sender, int its)
        {
            var own = new Random(its);
            await Task.Yield();
            for (int i = 0; i < 50; i++)
            {
                using var impatience = CancellationTokenSource.CreateLinkedTokenSource(patience.Token);
                var sent = producer.SendAsync(Batch((sender * 1_000) + i), impatience.Token);
                if (own.Next(10) == 0)
                {
                    await impatience.CancelAsync();
                }
                try
                {
                    Assert.Equal(SendOutcome.Accepted, (await sent).Outcome);
                    lock (accepted)
                    {
                        accepted.Add((sender * 1_000) + i);
                    }
                }
                catch (OperationCanceledException) when (impatience.IsCancellationRequested && !patience.IsCancellationRequested)
                {
                    // It gave up: stored or not.
                }
            }
        }
    }

    private static async Task<List<ReceivedEvent>> ReadAsync(EventHubConsumer consumer, int count, CancellationToken stop)
    {
        var (all, got) = (new List<ReceivedEvent>(), new List<ReceivedEvent>());
        while (all.Count < count)
        {
            await consumer.ReadAsync(got, 7, stop);
            all.AddRange(got);
        }
        return all;
    }

    private static EventBatch Batch(int id)
    {
        var batch = new EventBatch(1 << 20);
        Assert.True(batch.TryAdd(new EventData { Body = new byte[100], MessageId = $"{id}" }));
        return batch;
    }

    /// <summary>No test waits for ever: a wake-up that is lost is found.</summary>
    private static CancellationTokenSource Patience()
    {
        var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        return patience;
    }

    /// <summary>Has no token, ever.</summary>
    private sealed class SilentTokens : ITokenProvider
    {
        public AccessToken? TryGet(string audience, DateTimeOffset utcNow) => null;
    }
}
