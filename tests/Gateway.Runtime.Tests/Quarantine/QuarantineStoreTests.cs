using System.Text;
using Wattline.Gateway.Journal;
using Wattline.Gateway.Runtime;
using Wattline.Gateway.Runtime.Quarantine;
using Wattline.Tests.Gateway.Runtime.Support;
using Xunit;

namespace Wattline.Tests.Gateway.Runtime.Quarantine;

public sealed class QuarantineStoreTests
{
    private const int Kilobyte = 1_024;
    private readonly MemoryDisk _disk = new();

    [Fact]
    public void Taking_out_reads_nothing_however_much_there_is()
    {
        var store = new QuarantineStore(_disk);
        for (var i = 0; i < 2_000; i++) Add(store, "C-1", i);
        var all = store.List(int.MaxValue);
        var reads = _disk.Reads;
        foreach (var message in all.Reverse()) store.Remove(message);
        Assert.Equal((0, reads), (store.Total, _disk.Reads));
        Assert.Equal(0, new QuarantineStore(_disk).Total);
    }

    [Fact]
    public void A_message_keeps_all_that_it_came_with()
    {
        var store = new QuarantineStore(_disk);
        Assert.Equal(QuarantineOutcome.Added, store.Add(Sample.Record("money", "?!"u8.ToArray()), QuarantineReason.NotCbor));
        foreach (var opened in new[] { store, new QuarantineStore(_disk) })
        {
            var message = Assert.Single(opened.List(10));
            Assert.Equal(
                (QuarantineReason.NotCbor, JournalStream.Money, "v1/up/C-1/money", "?!"),
                (message.Reason, message.Stream, message.Topic, Encoding.ASCII.GetString(message.Payload)));
            Assert.Equal(message.Payload, opened.Find(message.Id)!.Payload);
            Assert.Null(opened.Find(message.Id + 1));
        }
    }

    [Fact]
    public void A_concentrator_whose_share_is_used_up_is_told_until_there_is_room_again()
    {
        var store = new QuarantineStore(_disk, bytesMax: 16 * 64 * Kilobyte);
        var told = 0;
        store.RoomMade += () => told++;
        for (var i = 0; i < 63; i++) Add(store, "C-1", i);
        Assert.False(store.IsUsedUp("v1/up/C-1/money"u8));
        // What the journal holds of it already is taken all the same.
        for (var i = 63; i < 70; i++) Add(store, "C-1", i);
        Add(store, "C-2", 1);
        Assert.Equal((true, false), (store.IsUsedUp("v1/up/C-1/money"u8), store.IsUsedUp("v1/up/C-2/money"u8)));
        Assert.True(new QuarantineStore(_disk, bytesMax: 16 * 64 * Kilobyte).IsUsedUp("v1/up/C-1/events"u8));
        Assert.Equal(["C-1"], store.UsedUp);
        store.Remove(store.List(3));
        Assert.Equal(0, told);
        store.Remove(store.List(10));
        Assert.Equal((false, 1), (store.IsUsedUp("v1/up/C-1/money"u8), told));
    }

    [Fact]
    public void Messages_are_bounded_by_number_too()
    {
        var store = new QuarantineStore(_disk, messagesMax: 32);
        for (var i = 0; i < 32; i++) Add(store, $"C-{i}", i);
        Assert.Equal(QuarantineOutcome.Full, store.Add(Record("C-1", 99), QuarantineReason.NotCbor));
        Assert.Equal(QuarantineOutcome.Known, store.Add(Record("C-1", 1), QuarantineReason.NotCbor));
        store.Remove(store.List(1));
        Add(store, "C-1", 99);
    }

    [Fact]
    public void A_few_old_messages_do_not_hold_the_disk()
    {
        var store = new QuarantineStore(_disk, bytesMax: 256 * Kilobyte);
        for (var i = 0; i < 5; i++) Add(store, "C-old", i);
        for (var i = 0; i < 2_000; i++)
        {
            Add(store, "C-1", i);
            store.Remove(store.List(100).Where(message => message.Topic.Contains("C-1", StringComparison.Ordinal)).ToList());
        }
        Assert.Equal(5, store.Total);
        Assert.Equal([.. Enumerable.Range(0, 5)], store.List(10).Select(message => BitConverter.ToInt32(message.Payload)));
        Assert.Equal(5, new QuarantineStore(_disk, bytesMax: 256 * Kilobyte).Total);
    }

    /// <summary>Additions, removals, full disks and restarts in any order, beside a dictionary that does the same.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void It_holds_what_was_put_in_and_not_taken_out(int seed)
    {
        var random = new Random(seed);
        var expected = new HashSet<int>();
        var store = Open();
        for (var step = 0; step < 1_500; step++)
        {
            switch (random.Next(10))
            {
                case < 6:
                    var number = random.Next(400);
                    var outcome = store.Add(Record($"C-{number % 7}", number), QuarantineReason.NotCbor);
                    Assert.Equal(expected.Contains(number), outcome == QuarantineOutcome.Known);
                    if (outcome == QuarantineOutcome.Added) expected.Add(number);
                    break;
                case < 9:
                    var some = store.List(20, after: random.NextInt64(store.LastId + 1)).Where(_ => random.Next(2) == 0).ToList();
                    store.Remove(some);
                    expected.ExceptWith(some.Select(Number));
                    break;
                default:
                    store = Open();
                    break;
            }
            Assert.True(expected.Count == store.Total, $"seed {seed}, step {step}: {expected.Count} expected, {store.Total} found");
        }
        Assert.Equal(expected.Order(), Open().List(int.MaxValue).Select(Number).Order());

        QuarantineStore Open() => new(_disk, bytesMax: 192 * Kilobyte);
    }

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 20)];

    private static int Number(QuarantinedMessage message) => BitConverter.ToInt32(message.Payload);

    private static JournalRecord Record(string concentrator, int number) =>
        Sample.Record("money", [.. BitConverter.GetBytes(number), .. new byte[Kilobyte - 4]], concentrator: concentrator);

    private static void Add(QuarantineStore store, string concentrator, int number) =>
        Assert.Equal(QuarantineOutcome.Added, store.Add(Record(concentrator, number), QuarantineReason.NotCbor));
}
