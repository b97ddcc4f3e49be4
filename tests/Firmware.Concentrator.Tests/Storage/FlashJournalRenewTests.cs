using Wattline.Firmware.Storage;
using Xunit;

namespace Wattline.Tests.Firmware.Concentrator.Storage;

public sealed class FlashJournalRenewTests
{
    private const int SegmentBytes = JournalLimits.SegmentBytesMin;
    private static readonly byte[] _state = [7, 7, 7];

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void A_new_epoch_counts_from_1_keeps_states_and_forgets_messages_for_good(int segments)
    {
        FakeFlash flash = new(segments, SegmentBytes);
        FlashJournal journal = Open(flash);
        ulong before = Settle(journal, 40);
        Assert.True(journal.Renew());
        Assert.NotEqual(before, journal.Epoch);
        Check(journal, "renewed");
        FlashJournal again = Open(flash, 9);
        Assert.Equal(journal.Epoch, again.Epoch);
        Assert.Equal(journal.Boot + 1, again.Boot);
        Check(again, "after a restart");

        // Round the ring and back: nothing of the old epoch comes up again.
        for (int i = 1; i <= 60; i++)
        {
            Assert.Equal(i, again.Append(Streams.Readings, new byte[200], 0, 200, i));
            Assert.True(again.Commit());
            again.Acknowledge(Streams.Readings, i);
        }
        again = Open(flash, 10);
        Assert.Equal((journal.Epoch, 60L), (again.Epoch, again.Last(Streams.Readings)));
    }

    [Fact]
    public void What_nobody_has_is_not_given_up()
    {
        FlashJournal journal = Open(new FakeFlash(3, SegmentBytes));
        ulong epoch = Settle(journal, 3);
        journal.Append(Streams.Money, [1], 0, 1, 0);
        Assert.False(journal.Renew());
        Assert.True(journal.Commit());
        Assert.False(journal.Renew());
        Assert.Equal((epoch, 4L), (journal.Epoch, journal.Last(Streams.Money)));
        journal.Acknowledge(Streams.Money, 4);
        Assert.True(journal.Renew());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void A_power_cut_at_every_byte_and_operation_leaves_the_old_epoch_or_the_new_one(int segments)
    {
        FakeFlash flash = new(segments, SegmentBytes);
        FlashJournal journal = Open(flash);
        ulong before = Settle(journal, 30);
        (int old, int renewed) = (0, 0);
        flash.Before = (segment, bytes) =>
        {
            Judge(flash.Nothing());
            for (int torn = 0; torn <= (bytes?.Length ?? 0); torn++)
                Judge(flash.Everything(segment, bytes, torn));
        };
        Assert.True(journal.Renew());
        Assert.Equal(1, journal.Append(Streams.Events, [1], 0, 1, 0));
        Assert.True(journal.Commit());
        flash.Before = null;
        Assert.True(old > 100, $"{old} images of the old epoch");
        Assert.True(renewed > 10, $"{renewed} images of the new one");

        void Judge(byte[][] image)
        {
            FlashJournal survivor = Open(new FakeFlash(image, SegmentBytes), 5);
            Assert.Equal(_state, survivor.GetState(StateKeys.Slots));
            Assert.True(survivor.Boot > 1);
            if (survivor.Epoch == before)
            {
                old++;
                for (int stream = 0; stream < Streams.Count; stream++)
                    Assert.Equal(30, survivor.Last(stream));
                return;
            }
            renewed++;
            Assert.InRange(survivor.Last(Streams.Events), 0, 1);
            Assert.Equal((0L, 0L), (survivor.Last(Streams.Money), survivor.Last(Streams.Readings)));
        }
    }

    [Fact]
    public void A_flash_that_refuses_leaves_the_old_epoch_and_gives_no_sequence_twice()
    {
        for (int refused = 0; refused < 6; refused++)
        {
            FakeFlash flash = new(3, SegmentBytes);
            FlashJournal journal = Open(flash);
            ulong before = Settle(journal, 10);
            int operations = 0;
            flash.Refuses = _ => operations++ == refused;
            bool renewed = journal.Renew();
            flash.Refuses = _ => false;
            Assert.Equal(renewed, journal.Epoch != before);
            long sequence = journal.Append(Streams.Money, [1], 0, 1, 0);
            Assert.True(journal.Commit());
            Assert.Equal(renewed ? 1 : 11, sequence);
            FlashJournal again = Open(flash, 6);
            Assert.Equal((journal.Epoch, sequence), (again.Epoch, again.Last(Streams.Money)));
        }
    }

    /// <summary>So many messages in each stream, all of them acknowledged. Gives the epoch.</summary>
    private static ulong Settle(FlashJournal journal, int messages)
    {
        for (int i = 1; i <= messages; i++)
        {
            for (int stream = 0; stream < Streams.Count; stream++)
                Assert.Equal(i, journal.Append(stream, new byte[60], 0, 60, i));
            Assert.True(journal.SetState(StateKeys.Slots, _state));
            Assert.True(journal.Commit());
            for (int stream = 0; stream < Streams.Count; stream++)
                journal.Acknowledge(stream, journal.Last(stream));
        }
        return journal.Epoch;
    }

    private static void Check(FlashJournal journal, string context)
    {
        byte[] buffer = new byte[journal.MessageBytesMax];
        for (int stream = 0; stream < Streams.Count; stream++)
        {
            Assert.True(journal.Last(stream) == 0 && journal.Acknowledged(stream) == 0, context);
            Assert.Equal(0, journal.Read(new JournalCursor(stream), buffer, 0));
        }
        Assert.Equal(_state, journal.GetState(StateKeys.Slots));
    }

    private static FlashJournal Open(FakeFlash flash, int seed = 1)
    {
        FlashJournal journal = new(flash, new SeededEntropy(seed), new FakeClock());
        Assert.True(journal.Open(0));
        return journal;
    }
}
