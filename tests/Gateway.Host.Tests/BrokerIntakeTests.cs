using System.Buffers;
using System.Text;
using Wattline.Gateway.Journal;
using Wattline.Gateway.Runtime.Brokers;
using Wattline.Gateway.Runtime.Quarantine;
using Wattline.Tests.Gateway.Host.Support;
using Wattline.Tests.Shared;
using Xunit;

namespace Wattline.Tests.Gateway.Host;

public sealed class BrokerIntakeTests : IDisposable
{
    private readonly GatedDisk _quarantineDisk = new();
    private readonly QuarantineStore _quarantine;

    public BrokerIntakeTests() => _quarantine = new(_quarantineDisk);

    public void Dispose() => _quarantineDisk.Dispose();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = Deadline.Ms)]
    public async Task A_message_is_acknowledged_to_the_broker_after_the_sync_and_not_before()
    {
        using var disk = new GatedDisk();
        using var journal = JournalLog.Open(disk, new JournalOptions(), new ManualTime());
        var link = new ScriptedLink();
        using var intake = new BrokerIntake(journal, _quarantine, new ManualTime()) { Link = link };
        using var gate = disk.Close();
        Assert.True(Receive(intake, "v1/up/C-1/money", 1));
        await disk.SyncBegan.WaitAsync(Stop);
        Assert.True(Receive(intake, "v1/up/C-1/money", 2));
        // A state has nothing to wait for, and still keeps its place: MQTT acknowledges in the order of receipt.
        Assert.True(Receive(intake, "v1/status/C-1", 3));
        Assert.Equal(0, link.Through);
        Assert.Equal(3, intake.Pending);
        gate.Dispose();
        await link.WhenThrough(3).WaitAsync(Stop);
        Assert.Equal((0, 2), (intake.Pending, intake.Accepted));
    }

    [Fact(Timeout = Deadline.Ms)]
    public async Task After_a_lost_connection_nothing_of_it_is_acknowledged()
    {
        using var disk = new GatedDisk();
        using var journal = JournalLog.Open(disk, new JournalOptions(), new ManualTime());
        var link = new ScriptedLink();
        using var intake = new BrokerIntake(journal, _quarantine, new ManualTime()) { Link = link };
        using (disk.Close())
        {
            Assert.True(Receive(intake, "v1/up/C-1/money", 1));
            await disk.SyncBegan.WaitAsync(Stop);
            intake.Lost();
            Assert.True(Receive(intake, "v1/up/C-1/money", 2));
        }
        await link.WhenThrough(2).WaitAsync(Stop);
        Assert.DoesNotContain(1, link.All);
    }

    [Fact(Timeout = Deadline.Ms)]
    public async Task A_full_disk_takes_nothing_and_goes_on_by_itself_when_there_is_room()
    {
        using var disk = new GatedDisk { IsFull = true };
        var time = new ManualTime();
        using var journal = JournalLog.Open(disk, new JournalOptions(), time);
        var link = new ScriptedLink();
        using var intake = new BrokerIntake(journal, _quarantine, time) { Link = link };
        var full = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var states = journal.OnState(state => _ = state == JournalState.DiskFull && full.TrySetResult());
        Assert.True(Receive(intake, "v1/up/C-1/money", 1));
        await full.Task.WaitAsync(Stop);
        Assert.False(Receive(intake, "v1/up/C-1/money", 2));
        Assert.Equal(0, link.Through);
        disk.IsFull = false;
        time.Advance(TimeSpan.FromSeconds(2));
        await link.Resumed.WaitAsync(Stop);
        Assert.True(Receive(intake, "v1/up/C-1/money", 2));
        await link.WhenThrough(2).WaitAsync(Stop);
    }

    [Fact]
    public void What_can_never_be_journalled_is_quarantined_and_named_and_does_not_hold_up_the_rest()
    {
        using var disk = new GatedDisk();
        using var journal = JournalLog.Open(disk, new JournalOptions(), new ManualTime());
        var link = new ScriptedLink();
        List<OversizeMessage> refused = [];
        using var intake = new BrokerIntake(journal, _quarantine, new ManualTime()) { Link = link, Refused = refused.Add };
        Assert.True(Receive(intake, "v1/up/C-1/raw", 1, JournalLimits.PayloadBytesMax + 1));
        var name = new string('x', JournalLimits.KeyBytesMax);
        Assert.True(Receive(intake, $"v1/up/{name}/raw", 2));
        Assert.Equal((2, 0), (link.Through, intake.Accepted));
        Assert.Equal(
            [("v1/up/C-1/raw", JournalLimits.PayloadBytesMax), ($"v1/up/{name}"[..(JournalLimits.KeyBytesMax - 2)], 5)],
            _quarantine.List(10).Select(message => (message.Topic, message.Payload.Length)));
        Assert.Equal(
            [("v1/up/C-1/raw", JournalLimits.PayloadBytesMax + 1L, QuarantineOutcome.Added), ($"v1/up/{name}"[..128], 5, QuarantineOutcome.Added)],
            refused.Select(message => (message.Topic, message.Bytes, message.Outcome)));
        // Of one that is cut the same is kept as of its neighbour: the hash tells them apart.
        Assert.True(Receive(intake, "v1/up/C-1/raw", 3, JournalLimits.PayloadBytesMax + 2));
        Assert.Equal(QuarantineOutcome.Known, refused[2].Outcome);
        Assert.NotEqual(refused[0].Hash, refused[2].Hash);
    }

    [Fact]
    public void What_quarantine_cannot_keep_now_is_asked_for_again()
    {
        using var disk = new GatedDisk();
        using var journal = JournalLog.Open(disk, new JournalOptions(), new ManualTime());
        var link = new ScriptedLink();
        using var intake = new BrokerIntake(journal, _quarantine, new ManualTime()) { Link = link };
        _quarantineDisk.IsFull = true;
        Assert.False(Receive(intake, "v1/up/C-1/raw", 1, JournalLimits.PayloadBytesMax + 1));
        Assert.Equal(0, link.Through);
        intake.Retry();
        Assert.True(link.Resumed.IsCompletedSuccessfully);
        _quarantineDisk.IsFull = false;
        Assert.True(Receive(intake, "v1/up/C-1/raw", 1, JournalLimits.PayloadBytesMax + 1));
        Assert.Equal((1, 1), (link.Through, _quarantine.Total));
    }

    [Fact]
    public void A_closed_intake_takes_nothing()
    {
        using var disk = new GatedDisk();
        using var journal = JournalLog.Open(disk, new JournalOptions(), new ManualTime());
        using var intake = new BrokerIntake(journal, _quarantine, new ManualTime());
        intake.Close();
        Assert.False(Receive(intake, "v1/up/C-1/money", 1));
    }

    private static bool Receive(BrokerIntake intake, string topic, long delivery, int bytes = 5) =>
        intake.Received(new BrokerMessage { Topic = Encoding.UTF8.GetBytes(topic), Payload = new ReadOnlySequence<byte>(new byte[bytes]), Delivery = delivery });

    private sealed class ScriptedLink : IBrokerLink
    {
        private readonly Lock _lock = new();
        private readonly List<long> _all = [];
        private readonly TaskCompletionSource _resumed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private (long Number, TaskCompletionSource Reached) _wanted = (long.MaxValue, new());

        public bool IsConnected => true;

        public Task Completion => Task.CompletedTask;

        public Task Resumed => _resumed.Task;

        public long Through
        {
            get
            {
                lock (_lock) return _all.Count == 0 ? 0 : _all[^1];
            }
        }

        public IReadOnlyList<long> All
        {
            get
            {
                lock (_lock) return [.. _all];
            }
        }

        public Task WhenThrough(long number)
        {
            lock (_lock)
            {
                _wanted = (number, new(TaskCreationOptions.RunContinuationsAsynchronously));
                if (Through >= number) _wanted.Reached.TrySetResult();
                return _wanted.Reached.Task;
            }
        }

        public void Start()
        {
        }

        public void AcknowledgeThrough(long delivery)
        {
            lock (_lock)
            {
                _all.Add(delivery);
                if (delivery >= _wanted.Number) _wanted.Reached.TrySetResult();
            }
        }

        public void Resume() => _resumed.TrySetResult();

        public bool TryPublish(string topic, ReadOnlyMemory<byte> payload, int qos, bool retain) => true;

        public Task StopAsync(bool endSession) => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
