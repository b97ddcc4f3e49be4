using Wattline.Firmware.Storage;
using Xunit;

namespace Wattline.Tests.Firmware.Concentrator.Storage;

public sealed class FlashJournalMountTests
{
    private const int SegmentBytes = JournalLimits.SegmentBytesMin;

    [Theory]
    [InlineData(0)] // The header's head.
    [InlineData(18)] // Its payload.
    [InlineData(300)] // What comes after.
    public void A_segment_that_cannot_be_read_makes_the_open_fail_and_changes_nothing(int from)
    {
        (byte[][] image, ulong epoch, long last) = Filled(3);
        for (int segment = 0; segment < image.Length; segment++)
        {
            if (image[segment].Length == 0)
                continue;
            FakeFlash flash = new(Copy(image), SegmentBytes);
            int unreadable = segment;
            flash.FailsRead = (read, position) => read == unreadable && position >= from;
            FlashJournal journal = new(flash, new SeededEntropy(7), new FakeClock());
            Assert.False(journal.Open(0));
            Assert.Equal(image.Select(Convert.ToHexString), flash.Nothing().Select(Convert.ToHexString));

            flash.FailsRead = (_, _) => false;
            Assert.True(journal.Open(0));
            Assert.Equal(epoch, journal.Epoch);
            Assert.Equal(last, journal.Last(Streams.Readings));
        }
    }

    [Fact]
    public void A_read_that_fails_once_is_repeated()
    {
        (byte[][] image, ulong epoch, long last) = Filled(3);
        bool fails = false;
        FakeFlash flash = new(image, SegmentBytes) { FailsRead = (_, _) => fails = !fails };
        FlashJournal journal = new(flash, new SeededEntropy(7), new FakeClock());
        Assert.True(journal.Open(0));
        Assert.Equal(epoch, journal.Epoch);
        Assert.Equal(last, journal.Last(Streams.Readings));
    }

    [Fact]
    public void A_journal_of_which_no_checkpoint_is_whole_is_not_formatted()
    {
        (byte[][] image, _, _) = Filled(3);
        FakeFlash flash = new([.. image.Select(content => content.Length > 290 ? content[..280] : content)], SegmentBytes);
        string[] before = [.. flash.Nothing().Select(Convert.ToHexString)];
        FlashJournal journal = new(flash, new SeededEntropy(7), new FakeClock());
        Assert.False(journal.Open(0));
        Assert.Equal(before, flash.Nothing().Select(Convert.ToHexString));
    }

    [Fact]
    public void A_format_leaves_nothing_of_what_was_there()
    {
        byte[] rubbish = [.. Enumerable.Range(0, 400).Select(i => (byte)(i * 7))];
        FakeFlash flash = new([rubbish, rubbish, rubbish], SegmentBytes);
        FlashJournal journal = new(flash, new SeededEntropy(7), new FakeClock());
        Assert.True(journal.Open(0));
        Assert.Equal(1, flash.Nothing().Count(content => content.Length > 0));
    }

    [Fact]
    public void Torn_tails_cost_no_segment()
    {
        FakeFlash flash = new(4, SegmentBytes);
        List<long> held = [];
        for (int start = 0; start < 40; start++)
        {
            FlashJournal journal = new(flash, new SeededEntropy(1), new FakeClock());
            Assert.True(journal.Open(0));
            held.Add(journal.Append(Streams.Readings, new byte[20], 0, 20, 0));
            Assert.True(journal.Commit());
            Assert.Equal(held, Held(journal, Streams.Readings));
            Assert.Empty(Held(journal, Streams.Events));
            flash.Before = (segment, bytes) => flash = new FakeFlash(flash.Everything(segment, bytes, 30), SegmentBytes);
            journal.Append(Streams.Readings, new byte[20], 0, 20, 0);
        }
    }

    [Fact]
    public void One_spoiled_byte_anywhere_costs_a_record_or_the_last_commit_and_no_sequence_is_given_again()
    {
        (byte[][] image, ulong epoch, _) = Filled(3, money: true);
        FlashJournal before = Mounted(Copy(image));
        long[] last = [.. Enumerable.Range(0, Streams.Count).Select(before.Last)];
        List<long>[] held = [.. Enumerable.Range(0, Streams.Count).Select(stream => Held(before, stream))];
        Assert.True(held[Streams.Money].Count == 4);
        int lost = 0;
        for (int segment = 0; segment < image.Length; segment++)
        {
            for (int at = 0; at < image[segment].Length; at++)
            {
                byte[][] spoiled = Copy(image);
                spoiled[segment][at] ^= (byte)(1 << (at % 8));
                FlashJournal journal = Mounted(spoiled);
                string context = $"segment {segment} byte {at}";
                Assert.True(journal.Epoch == epoch && journal.Boot >= before.Boot, context);
                int missing = 0;
                for (int stream = 0; stream < Streams.Count; stream++)
                {
                    Assert.True(journal.Append(stream, [0x80], 0, 1, 0) > last[stream], context);
                    missing += held[stream].Except(Held(journal, stream)).Count();
                }
                Assert.True(missing <= 2, $"{context}: {missing} messages");
                Assert.True(missing == 0 || journal.Counters.Unreadable > 0, context);
                lost += missing;
            }
        }
        Assert.True(lost > 1000);

        static FlashJournal Mounted(byte[][] content)
        {
            FlashJournal journal = new(new FakeFlash(content, SegmentBytes), new SeededEntropy(9), new FakeClock());
            Assert.True(journal.Open(0));
            return journal;
        }
    }

    [Fact]
    public void Money_behind_a_spoiled_record_outlives_its_segment()
    {
        FakeFlash flash = new(3, SegmentBytes);
        FlashJournal journal = new(flash, new SeededEntropy(1), new FakeClock());
        Assert.True(journal.Open(0));
        Append(Streams.Readings, 100);
        int segment = Enumerable.Range(0, 3).Single(s => flash.Length(s) > 0);
        int spoiled = flash.Length(segment) - 130; // In the reading's head.
        Append(Streams.Money, 60);
        flash.Spoil(segment, spoiled);
        for (int i = 0; i < 40; i++)
            Append(Streams.Readings, 400);
        Assert.Equal([1L], Held(journal, Streams.Money));

        void Append(int stream, int count)
        {
            Assert.NotEqual(0, journal.Append(stream, new byte[count], 0, count, 0));
            Assert.True(journal.Commit());
        }
    }

    [Fact]
    public void A_newest_segment_of_which_nothing_can_be_read_brings_no_sequence_back()
    {
        (byte[][] image, ulong epoch, long last) = Filled(3);
        int newest = 0;
        for (int segment = 0; segment < 3; segment++)
        {
            FakeFlash without = new([.. image.Select((content, i) => i == segment ? [] : content.ToArray())], SegmentBytes);
            FlashJournal older = new(without, new SeededEntropy(1), new FakeClock());
            newest = older.Open(0) && older.Last(Streams.Readings) < last ? segment : newest;
        }
        Array.Fill(image[newest], (byte)0xA5);
        FlashJournal journal = new(new FakeFlash(image, SegmentBytes), new SeededEntropy(1), new FakeClock());
        Assert.True(journal.Open(0));
        Assert.Equal(epoch, journal.Epoch);
        long next = journal.Append(Streams.Readings, [0x80], 0, 1, 0);
        Assert.InRange(next, last + 1, last + SegmentBytes);
        Assert.True(journal.Commit());

        journal = new(new FakeFlash(image, SegmentBytes), new SeededEntropy(1), new FakeClock());
        Assert.True(journal.Open(0));
        Assert.InRange(journal.Append(Streams.Readings, [0x80], 0, 1, 0), next, next + 5); // Skipped once, not at each start.
    }

    private static List<long> Held(FlashJournal journal, int stream)
    {
        byte[] buffer = new byte[journal.MessageBytesMax];
        List<long> held = [];
        JournalCursor cursor = new(stream);
        while (journal.ReadUnacknowledged(cursor, buffer, 0) > 0)
            held.Add(cursor.Sequence);
        return held;
    }

    /// <summary>A medium that was written around, at rest.</summary>
    private static (byte[][] Image, ulong Epoch, long Last) Filled(int segments, bool money = false)
    {
        FakeFlash flash = new(segments, SegmentBytes);
        FlashJournal journal = new(flash, new SeededEntropy(1), new FakeClock());
        Assert.True(journal.Open(0));
        for (int i = 0; i < 60; i++)
        {
            Assert.NotEqual(0, journal.Append(Streams.Readings, new byte[200], 0, 200, i));
            Assert.True(!money || i % 15 != 14 || journal.Append(Streams.Money, new byte[40], 0, 40, i) > 0);
            Assert.True(journal.Commit());
        }
        return (flash.Nothing(), journal.Epoch, journal.Last(Streams.Readings));
    }

    private static byte[][] Copy(byte[][] image) => [.. image.Select(content => content.ToArray())];
}
