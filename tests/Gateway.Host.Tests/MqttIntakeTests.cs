using System.Buffers;
using System.Text;
using Wattline.Gateway.Host.Intake;
using Wattline.Gateway.Journal;
using Wattline.Gateway.Mqtt;
using Wattline.Gateway.Runtime.Quarantine;
using Wattline.Tests.Gateway.Host.Support;
using Wattline.Tests.Shared;
using Xunit;

namespace Wattline.Tests.Gateway.Host;

public sealed class MqttIntakeTests
{
    private static readonly ClientIdentity _device = new("C-1", ClientRole.Device, []);

    [Fact(Timeout = Deadline.Ms)]
    public async Task A_ticket_is_durable_after_the_sync_and_not_before()
    {
        using var disk = new GatedDisk();
        using var journal = JournalLog.Open(disk, new JournalOptions(), new ManualTime());
        var intake = new MqttIntake(journal, Quarantine(), new ManualTime());
        var advanced = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = intake.OnAdvance(() => advanced.TrySetResult());
        using var gate = disk.Close();
        Assert.Equal(IntakeOutcome.Accepted, Accept(intake, out var ticket));
        await disk.SyncBegan.WaitAsync(TestContext.Current.CancellationToken);
        Assert.True(intake.DurableTicket < ticket);
        gate.Dispose();
        await advanced.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(ticket, intake.DurableTicket);
        Assert.Equal(1, intake.Accepted);
    }

    [Fact(Timeout = Deadline.Ms)]
    public async Task A_full_disk_takes_nothing_loses_nothing_and_goes_on_when_there_is_room()
    {
        using var disk = new GatedDisk { IsFull = true };
        var time = new ManualTime();
        using var journal = JournalLog.Open(disk, new JournalOptions(), time);
        var intake = new MqttIntake(journal, Quarantine(), time);
        var full = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var states = journal.OnState(state => (state == JournalState.DiskFull ? full : open).TrySetResult());
        Assert.Equal(IntakeOutcome.Accepted, Accept(intake, out var first));
        await full.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(IntakeOutcome.NotNow, Accept(intake, out _));
        Assert.True(intake.DurableTicket < first);

        var advanced = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = intake.OnAdvance(() => advanced.TrySetResult());
        disk.IsFull = false;
        time.Advance(TimeSpan.FromSeconds(2)); // Housekeeping tries the disk again.
        await open.Task.WaitAsync(TestContext.Current.CancellationToken);
        await advanced.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(IntakeOutcome.Accepted, Accept(intake, out _));
    }

    [Fact]
    public void What_is_too_long_is_refused_and_a_closed_intake_takes_nothing()
    {
        using var disk = new GatedDisk();
        var journal = JournalLog.Open(disk, new JournalOptions(), new ManualTime());
        var intake = new MqttIntake(journal, Quarantine(), new ManualTime());
        Assert.Equal(IntakeOutcome.Refused, Accept(intake, out _, JournalLimits.PayloadBytesMax + 1));
        journal.Kill();
        Assert.Equal(IntakeOutcome.NotNow, Accept(intake, out _));
        intake.Close();
        Assert.Equal(IntakeOutcome.NotNow, Accept(intake, out _));
    }

    [Fact]
    public void A_concentrator_that_has_used_up_its_share_of_quarantine_waits_until_there_is_room_and_others_go_on()
    {
        using var disk = new GatedDisk();
        using var journal = JournalLog.Open(disk, new JournalOptions(), new ManualTime());
        var quarantine = new QuarantineStore(new GatedDisk(), messagesMax: 16);
        var intake = new MqttIntake(journal, quarantine, new ManualTime());
        var told = 0;
        Assert.Equal(QuarantineOutcome.Added, quarantine.Add(new JournalRecord(1, 0, JournalStream.Money, "v1/up/C-1/money"u8.ToArray(), new byte[1]), QuarantineReason.NotCbor));
        using (intake.OnAdvance(() => told++))
        {
            Assert.Equal(IntakeOutcome.NotNow, Accept(intake, out _));
            Assert.Equal(IntakeOutcome.Accepted, Accept(intake, out _, concentrator: "C-2"));
            quarantine.Remove(quarantine.List(1));
            Assert.True(told > 0);
            Assert.Equal(IntakeOutcome.Accepted, Accept(intake, out _));
        }
    }

    private static QuarantineStore Quarantine() => new(new GatedDisk());

    private static IntakeOutcome Accept(MqttIntake intake, out long ticket, int bytes = 5, string concentrator = "C-1") => intake.TryAccept(
        new InboundMessage { Identity = _device, Topic = Encoding.UTF8.GetBytes($"v1/up/{concentrator}/money"), Payload = new ReadOnlySequence<byte>(new byte[bytes]), Qos = 1, Retain = false }, out ticket);
}
