using Wattline.Cloud.EventHubs.Events;
using Wattline.Simulators.EventHub;
using Wattline.Simulators.EventHub.Host;
using Wattline.Simulators.EventHub.Hubs;
using Wattline.Simulators.EventHub.Storage;
using Wattline.Tests.Shared;

namespace Wattline.Tests.Simulators.EventHub.Host;

public sealed class StoreTests : IDisposable
{
    private static readonly EndpointSettings _settings = new() { Hubs = [new HubSettings("readings", 1, [])] };
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("wattline-eventhub-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Events_outlive_the_process()
    {
        var (_, first) = Fill(100);
        using var store = new FileEventStore(_folder.FullName);
        var log = new EventHubEndpoint(_settings, new ManualTime(), store).HubOf("readings")!.Partitions[0].Log;
        Assert.Equal(100, log.NextSequence);
        Assert.Equal(first.Offset, log.At(50)!.Value.Offset);
        Assert.Equal(first.Message.ToArray(), log.At(50)!.Value.Message.ToArray());
    }

    [Fact]
    public void A_torn_tail_is_cut_off_and_writing_goes_on()
    {
        var (file, _) = Fill(10);
        for (int cut = 1; cut <= 3; cut++)
        {
            using (var stream = new FileStream(file, FileMode.Open))
            {
                stream.SetLength(stream.Length - (5 * cut));
            }
            using var store = new FileEventStore(_folder.FullName);
            var endpoint = new EventHubEndpoint(_settings, new ManualTime(), store);
            var partition = endpoint.HubOf("readings")!.Partitions[0];
            Assert.Equal(9, partition.Log.NextSequence);
            Publish(endpoint, 1);
        }
    }

    [Fact]
    public void What_retention_lets_go_leaves_the_file_and_numbers_go_on()
    {
        var (file, _) = Fill(100);
        long full = new FileInfo(file).Length;
        var later = new ManualTime(new DateTimeOffset(2026, 3, 9, 0, 0, 0, TimeSpan.Zero));
        using (var store = new FileEventStore(_folder.FullName))
        {
            var endpoint = new EventHubEndpoint(_settings, later, store);
            Assert.Equal(100, endpoint.HubOf("readings")!.Partitions[0].Log.NextSequence);
            Publish(endpoint, 5);
        }
        Assert.False(File.Exists(file));
        Assert.InRange(Segments().Sum(segment => segment.Length), 1, full / 10);
        using var again = new FileEventStore(_folder.FullName);
        var log = new EventHubEndpoint(_settings, later, again).HubOf("readings")!.Partitions[0].Log;
        Assert.Equal(105, log.NextSequence);
        Assert.Equal(104, log.At(104)!.Value.Sequence);
    }

    [Fact]
    public void A_spoiled_event_ends_what_is_read_back()
    {
        var (file, _) = Fill(10);
        byte[] bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(file, bytes);
        using var store = new FileEventStore(_folder.FullName);
        Assert.InRange(new EventHubEndpoint(_settings, new ManualTime(), store).HubOf("readings")!.Partitions[0].Log.NextSequence, 3, 6);
    }

    [Fact]
    public void Retention_lets_go_while_it_runs_in_memory_and_on_the_disk()
    {
        var time = new ManualTime();
        using var store = new FileEventStore(_folder.FullName, segmentBytes: 10_000);
        var endpoint = new EventHubEndpoint(_settings with { Retention = TimeSpan.FromHours(1) }, time, store);
        var log = endpoint.HubOf("readings")!.Partitions[0].Log;
        for (int minute = 0; minute < 120; minute++)
        {
            Publish(endpoint, 10);
            time.Advance(TimeSpan.FromMinutes(1));
            endpoint.Step();
        }
        // Events of the last hour, and none that is older though the memory's chunk has room for all.
        Assert.Equal(600, log.FirstSequence);
        Assert.Equal(600, log.At(0)!.Value.Sequence);
        Assert.True(long.Parse(Path.GetFileNameWithoutExtension(Segments()[0].Name), null) > 500);
        Assert.InRange(Segments().Sum(segment => segment.Length), 600 * 100, 800 * 300);

        using var again = new FileEventStore(_folder.FullName, segmentBytes: 10_000);
        store.Dispose();
        var restored = new EventHubEndpoint(_settings with { Retention = TimeSpan.FromHours(1) }, time, again).HubOf("readings")!.Partitions[0].Log;
        Assert.Equal((600, 1_200), (restored.FirstSequence, restored.NextSequence));
        Assert.Equal(log.NextOffset, restored.NextOffset);
    }

    [Fact]
    public void Numbers_go_on_when_retention_let_everything_go()
    {
        Fill(100);
        var later = new ManualTime(new DateTimeOffset(2026, 3, 9, 0, 0, 0, TimeSpan.Zero));
        for (int restart = 0; restart < 3; restart++)
        {
            using var store = new FileEventStore(_folder.FullName);
            var log = new EventHubEndpoint(_settings, later, store).HubOf("readings")!.Partitions[0].Log;
            Assert.Equal((100, 100), (log.FirstSequence, log.NextSequence));
            Assert.True(log.LastOffset > 0 && log.LastOffset < log.NextOffset && log.LastEnqueuedAt > 0);
        }
    }

    [Fact]
    public void A_hub_stays_the_one_that_was_made_first()
    {
        var made = new ManualTime();
        long Created(DateTimeOffset now)
        {
            using var store = new FileEventStore(_folder.FullName);
            return new EventHubEndpoint(_settings, new ManualTime(now), store).HubOf("readings")!.CreatedAt;
        }
        Assert.Equal(Created(made.GetUtcNow()), Created(made.GetUtcNow() + TimeSpan.FromDays(1)));
    }

    [Fact]
    public void Damage_that_no_crash_makes_is_told_and_nothing_is_cut_off()
    {
        using (var store = new FileEventStore(_folder.FullName, segmentBytes: 5_000))
        {
            var endpoint = new EventHubEndpoint(_settings, new ManualTime(), store);
            for (int i = 0; i < 20; i++)
            {
                Publish(endpoint, 10);
            }
        }
        var first = Segments()[0];
        byte[] bytes = File.ReadAllBytes(first.FullName);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(first.FullName, bytes);
        using var again = new FileEventStore(_folder.FullName, segmentBytes: 5_000);
        var told = Assert.Throws<IOException>(() => new EventHubEndpoint(_settings, new ManualTime(), again));
        Assert.Contains(first.Name, told.Message, StringComparison.Ordinal);
        Assert.Equal(bytes.Length, first.Length);
    }

    [Fact]
    public void A_segment_that_a_crash_left_empty_is_begun_again()
    {
        var (file, _) = Fill(10);
        using (var torn = new FileStream(file, FileMode.Append))
        {
            torn.Write(new byte[7]);
        }
        File.WriteAllBytes(Path.Combine(Path.GetDirectoryName(file)!, "00000000000000000010.segment"), new byte[20]);
        for (int restart = 0; restart < 3; restart++)
        {
            using var store = new FileEventStore(_folder.FullName);
            var endpoint = new EventHubEndpoint(_settings, new ManualTime(), store);
            Assert.Equal(10 + restart, endpoint.HubOf("readings")!.Partitions[0].Log.NextSequence);
            Publish(endpoint, 1);
        }
    }

    [Fact]
    public void The_emulators_configuration_is_read()
    {
        const string Json = """
            { "UserConfig": { "NamespaceConfig": [ { "Type": "EventHub", "Name": "emulatorNs1", "Entities": [
              { "Name": "eh1", "PartitionCount": "2", "ConsumerGroups": [ { "Name": "cg1" } ] },
              { "Name": "eh2", "PartitionCount": 5 } ] } ], "LoggingConfig": { "Type": "File" } } }
            """;
        Assert.Null(EmulatorConfig.TryRead(Json, out var hubs));
        Assert.Equal(["eh1", "eh2"], hubs.Select(hub => hub.Name));
        Assert.Equal([2, 5], hubs.Select(hub => hub.Partitions));
        Assert.Equal(["cg1"], hubs[0].ConsumerGroups);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"UserConfig":{"NamespaceConfig":[]}}""")]
    [InlineData("""{"UserConfig":{"NamespaceConfig":[{"Entities":[{"Name":"a"}]}]}}""")]
    [InlineData("""{"UserConfig":{"NamespaceConfig":[{"Entities":[{"Name":"a","PartitionCount":"0"}]}]}}""")]
    [InlineData("""{"UserConfig":{"NamespaceConfig":[{"Entities":[{"PartitionCount":"1"}]}]}}""")]
    public void A_configuration_that_is_wrong_says_why(string json) => Assert.NotNull(EmulatorConfig.TryRead(json, out _));

    private (string File, StoredEvent Middle) Fill(int count)
    {
        using var store = new FileEventStore(_folder.FullName);
        var endpoint = new EventHubEndpoint(_settings, new ManualTime(), store);
        Publish(endpoint, count);
        store.Commit();
        return (Segments()[0].FullName, endpoint.HubOf("readings")!.Partitions[0].Log.At(count / 2)!.Value);
    }

    private FileInfo[] Segments() => [.. new DirectoryInfo(Path.Combine(_folder.FullName, "readings", "0")).GetFiles().OrderBy(file => file.Name, StringComparer.Ordinal)];

    private static void Publish(EventHubEndpoint endpoint, int count)
    {
        var batch = new EventBatch(1 << 20);
        for (int i = 0; i < count; i++)
        {
            Assert.True(batch.TryAdd(new EventData { Body = new byte[100], MessageId = $"{i}" }));
        }
        Assert.Null(endpoint.Publish(endpoint.HubOf("readings")!, null, batch).Error);
    }
}
