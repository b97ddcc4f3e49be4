using Wattline.Firmware.Storage;
using Xunit;

namespace Wattline.Tests.Firmware.Concentrator.Storage;

public sealed class FlashJournalTests
{
    private readonly FakeClock _clock = new();

    [Fact]
    public void The_envelope_is_what_the_contract_says()
    {
        FlashJournal journal = Open(new FakeFlash(3, 4096));
        byte[] body = [0xFF, 0x82, 0x01, 0x02, 0xFF];
        Assert.Equal(1, journal.Append(Streams.Readings, body, 1, 3, 1000));
        _clock.Set(1_700_000_000_000);
        Assert.Equal(2, journal.Append(Streams.Readings, body, 1, 3, 1000));
        Assert.True(journal.Commit());
        byte[] buffer = new byte[journal.MessageBytesMax];
        JournalCursor cursor = new(Streams.Readings);
        string head = $"88011B{journal.Epoch:X16}02";
        Assert.Equal(head + "01" + "01" + "1903E8" + "F6" + "820102", Next());
        Assert.Equal(head + "02" + "01" + "1903E8" + "1B0000018BCFE56800" + "820102", Next());

        string Next() => Convert.ToHexString(buffer, 0, journal.Read(cursor, buffer, 0));
    }

    [Fact]
    public void Nothing_is_shown_before_it_is_committed()
    {
        FlashJournal journal = Open(new FakeFlash(3, 4096));
        Assert.Equal(1, journal.Append(Streams.Money, [0x80], 0, 1, 0));
        Assert.Equal(0, journal.ReadUnacknowledged(new JournalCursor(Streams.Money), new byte[journal.MessageBytesMax], 0));
        Assert.True(journal.Commit());
        Assert.Equal([1L], Held(journal, Streams.Money));
    }

    [Fact]
    public void What_is_too_long_is_refused_and_counted()
    {
        FlashJournal journal = Open(new FakeFlash(3, 4096));
        byte[] body = new byte[journal.BodyBytesMax + 1];
        Assert.Equal(0, journal.Append(Streams.Readings, body, 0, body.Length, 0));
        Assert.False(journal.SetState(1, new byte[4096]));
        Assert.Equal(2, journal.Counters.TooLong);
        Assert.Equal(1, journal.Append(Streams.Readings, body, 0, body.Length - 1, 0));
    }

    [Fact]
    public void Money_is_refused_when_too_much_waits_and_taken_again_after_an_acknowledgement()
    {
        FlashJournal journal = Open(new FakeFlash(3, 4096));
        byte[] note = new byte[60];
        long last = 0;
        for (long sequence = journal.Append(Streams.Money, note, 0, note.Length, 0); sequence > 0; sequence = journal.Append(Streams.Money, note, 0, note.Length, 0))
            last = sequence;
        Assert.True(journal.Commit());
        Assert.Equal(1, journal.Counters.MoneyRefusals);
        byte[] reading = new byte[500];
        for (int i = 0; i < 60; i++)
        {
            Assert.NotEqual(0, journal.Append(Streams.Readings, reading, 0, reading.Length, 0));
            Assert.True(journal.Commit());
        }
        Assert.True(journal.Counters.Overwritten > 30);
        Assert.Equal(Enumerable.Range(1, (int)last).Select(i => (long)i), Held(journal, Streams.Money));
        Assert.Equal(0, journal.Append(Streams.Money, note, 0, note.Length, 0));
        journal.Acknowledge(Streams.Money, last);
        Assert.Equal(last + 1, journal.Append(Streams.Money, note, 0, note.Length, 0));
    }

    [Fact]
    public void Readings_push_no_events_and_no_results_out()
    {
        FakeFlash flash = new(6, 4096);
        FlashJournal journal = Open(flash);
        byte[] told = new byte[20];
        byte[] reading = new byte[500];
        for (int i = 0; i < 200; i++)
        {
            if (i % 25 == 0)
            {
                Assert.NotEqual(0, journal.Append(Streams.Events, told, 0, told.Length, 0));
                Assert.NotEqual(0, journal.Append(Streams.Results, told, 0, told.Length, 0));
            }
            Assert.NotEqual(0, journal.Append(Streams.Readings, reading, 0, reading.Length, 0));
            Assert.True(journal.Commit());
        }

        // Eight laps of the ring: lost events of readings stand between them.
        Assert.True(journal.Acknowledged(Streams.Readings) > 150);
        Assert.Equal((0L, 0L), (journal.Acknowledged(Streams.Events), journal.Acknowledged(Streams.Results)));
        Assert.Equal(Enumerable.Range(1, 8).Select(i => (long)i), Held(journal, Streams.Results));
        Assert.Equal(Enumerable.Range(1, (int)journal.Last(Streams.Events)).Select(i => (long)i), Held(journal, Streams.Events));
        Assert.Equal(Held(journal, Streams.Events), Held(Open(new FakeFlash(flash.Nothing(), 4096)), Streams.Events));
    }

    [Fact]
    public void More_events_than_their_share_are_lost_from_the_oldest_on_and_told()
    {
        FlashJournal journal = Open(new FakeFlash(6, 4096));
        byte[] told = new byte[100];
        for (int i = 1; i <= 400; i++)
        {
            Assert.NotEqual(0, journal.Append(Streams.Events, told, 0, told.Length, 0));
            Assert.True(journal.Commit());
        }
        long lost = journal.Acknowledged(Streams.Events);
        Assert.InRange(lost, 200, 390);
        List<long> held = Held(journal, Streams.Events).Where(sequence => sequence > lost).ToList();
        Assert.Equal(Enumerable.Range((int)lost + 1, (int)(journal.Last(Streams.Events) - lost)).Select(i => (long)i), held);
    }

    [Fact]
    public void It_is_crowded_while_events_that_wait_take_more_than_a_quarter_of_it()
    {
        FakeFlash flash = new(8, 4096);
        FlashJournal journal = Open(flash);
        byte[] told = new byte[100];
        int appended = 0;
        for (; !journal.IsCrowded && appended < 200; appended++)
        {
            Assert.NotEqual(0, journal.Append(Streams.Events, told, 0, told.Length, 0));
            Assert.True(journal.Commit());
        }
        Assert.InRange(appended, 8192 / 160, 8192 / 120);
        Assert.True(Open(new FakeFlash(flash.Nothing(), 4096)).IsCrowded);
        journal.Acknowledge(Streams.Events, journal.Last(Streams.Events));
        Assert.False(journal.IsCrowded);
    }

    [Fact]
    public void Readings_that_are_given_up_unacknowledged_are_shown_each_once()
    {
        FlashJournal journal = Open(new FakeFlash(4, 4096));
        Recorder shown = new();
        journal.GivenUp = shown;
        byte[] reading = new byte[300];
        for (int i = 1; i <= 100; i++)
        {
            Assert.Equal(i, journal.Append(Streams.Readings, reading, 0, reading.Length, 0));
            Assert.True(journal.Commit());
            if (i <= 40)
                journal.Acknowledge(Streams.Readings, i);
        }
        Assert.Equal(Enumerable.Range(41, (int)journal.Acknowledged(Streams.Readings) - 40).Select(i => (long)i), shown.Sequences);
        Assert.InRange(shown.Sequences.Count, 20, 60);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_was_given_up_last_is_shown_again_to_a_device_that_starts_or_had_not_asked(bool asked)
    {
        FakeFlash flash = new(4, 4096);
        FlashJournal journal = Open(flash);
        Recorder shown = new();
        journal.GivenUp = asked ? shown : null;
        byte[] reading = new byte[300];
        for (int i = 1; journal.Acknowledged(Streams.Readings) < 20; i++)
        {
            journal.Append(Streams.Readings, reading, 0, reading.Length, 0);
            Assert.True(journal.Commit());
        }

        // The power is cut before the listener could remember anything.
        Recorder again = new();
        FlashJournal later = Open(new FakeFlash(flash.Nothing(), 4096));
        later.GivenUp = again;
        Assert.NotEmpty(again.Sequences);
        Assert.Equal(later.Acknowledged(Streams.Readings), again.Sequences[^1]);
        if (asked)
            Assert.Equal(shown.Sequences.TakeLast(again.Sequences.Count), again.Sequences);
        Recorder third = new();
        later.GivenUp = third;
        Assert.Empty(third.Sequences);
    }

    [Fact]
    public void Readings_beside_money_that_is_not_given_up_are_shown_with_the_others()
    {
        FlashJournal journal = Open(new FakeFlash(5, 4096));
        Recorder shown = new();
        journal.GivenUp = shown;
        byte[] reading = new byte[300];
        byte[] note = new byte[60];
        for (int i = 0; i < 6; i++)
            Assert.NotEqual(0, journal.Append(Streams.Money, note, 0, note.Length, 0)); // More than one rotation carries.
        for (int i = 0; i < 100; i++)
        {
            Assert.NotEqual(0, journal.Append(Streams.Readings, reading, 0, reading.Length, 0));
            Assert.True(journal.Commit());
        }
        Assert.Equal(Enumerable.Range(1, (int)journal.Acknowledged(Streams.Readings)).Select(i => (long)i), shown.Sequences.Distinct().Order());
    }

    private sealed class Recorder : IRecordVisitor
    {
        public List<long> Sequences { get; } = [];

        public void Record(long sequence, byte[] buffer, int offset, int count)
        {
            Assert.Equal(sequence, buffer[offset + (sequence < 24 ? 12 : 13)]); // [1, epoch of 9 bytes, stream, sequence of 1 or 2 bytes.
            Sequences.Add(sequence);
        }
    }

    [Fact]
    public void It_is_pressed_while_readings_that_wait_stand_in_more_than_half_of_it()
    {
        FlashJournal journal = Open(new FakeFlash(8, 4096));
        byte[] reading = new byte[500];
        long last = 0;
        int appended = 0;
        for (; !journal.IsPressed && appended < 100; appended++)
        {
            last = journal.Append(Streams.Readings, reading, 0, reading.Length, 0);
            Assert.True(journal.Commit());
        }
        Assert.InRange(appended, 4 * 5, 6 * 8);
        journal.Acknowledge(Streams.Readings, last);
        Assert.False(journal.IsPressed);
    }

    [Fact]
    public void A_failed_commit_keeps_its_sequences_for_the_next_that_succeeds()
    {
        FakeFlash flash = new(3, 4096);
        FlashJournal journal = Open(flash);
        Assert.Equal(1, journal.Append(Streams.Readings, [0x81, 0x01], 0, 2, 0));
        flash.Refuses = operation => operation == "sync";
        Assert.False(journal.Commit());
        Assert.False(journal.Commit());
        Assert.Equal(0, journal.Append(Streams.Readings, [0x81, 0x02], 0, 2, 0));
        flash.Refuses = _ => false;
        Assert.Equal(2, journal.Append(Streams.Readings, [0x81, 0x03], 0, 2, 0));
        Assert.True(journal.Commit());
        FlashJournal again = Open(new FakeFlash(flash.Nothing(), 4096));
        Assert.Equal([1L, 2L], Held(again, Streams.Readings));
        Assert.True(journal.Counters.FlashRefusals >= 3);
    }

    [Fact]
    public void A_refused_append_that_reached_the_medium_all_the_same_never_stands_in_for_the_next()
    {
        FakeFlash flash = new(3, 4096) { RefusedBytes = count => count };
        FlashJournal journal = Open(flash);
        flash.Refuses = operation => operation == "append";
        Assert.Equal(0, journal.Append(Streams.Money, [0x81, 0x01], 0, 2, 0));
        flash.Refuses = _ => false;
        Assert.Equal(1, journal.Append(Streams.Money, [0x81, 0x02], 0, 2, 0));
        Assert.True(journal.Commit());
        Assert.Equal(2, Last());
        journal = Open(new FakeFlash(flash.Nothing(), 4096));
        Assert.Equal(2, Last());

        byte Last()
        {
            byte[] buffer = new byte[journal.MessageBytesMax];
            return buffer[journal.Read(new JournalCursor(Streams.Money), buffer, 0) - 1];
        }
    }

    [Fact]
    public void A_checkpoint_whose_sync_failed_takes_nothing_away_when_it_turns_out_whole()
    {
        FakeFlash flash = new(3, 4096);
        FlashJournal journal = Open(flash);
        bool ended = false;
        flash.Before = (_, bytes) => ended = bytes == null ? ended : bytes[4] == 4; // the end of a checkpoint
        flash.Refuses = operation => operation == "sync" && ended;
        byte[] large = new byte[900];
        int appended = 0;
        while (journal.Append(Streams.Readings, large, 0, large.Length, 0) > 0)
        {
            appended++;
            Assert.True(journal.Commit());
        }
        flash.Refuses = _ => false;
        Assert.Equal(appended + 1, journal.Append(Streams.Readings, [0x80], 0, 1, 0));
        Assert.True(journal.Commit());
        FlashJournal again = Open(new FakeFlash(flash.Nothing(), 4096));
        Assert.Equal(appended + 1, Held(again, Streams.Readings).Count);
    }

    [Fact]
    public void A_spoiled_record_is_told_once_and_its_sequences_are_not_given_again()
    {
        FakeFlash flash = new(3, 4096);
        FlashJournal journal = Open(flash);
        for (int i = 0; i < 5; i++)
            Assert.NotEqual(0, journal.Append(Streams.Readings, new byte[100], 0, 100, 0));
        Assert.True(journal.Commit());
        int segment = Enumerable.Range(0, 3).Single(s => flash.Length(s) > 0);
        flash.Spoil(segment, flash.Length(segment) - 3 * 136 + 50); // within the third of five
        FlashJournal again = Open(flash);
        Assert.Equal(6, again.Append(Streams.Readings, [0x80], 0, 1, 0));
        Assert.True(again.Commit());
        Assert.Equal([1L, 2L, 6L], Held(again, Streams.Readings));
        Assert.Equal([1L, 2L, 6L], Held(again, Streams.Readings));
        Assert.Equal([1L], Held(again, Streams.Events));
        Assert.Equal(3, again.Counters.Unreadable);
        Assert.Equal(1, again.Counters.TornTails);
    }

    [Fact]
    public void What_the_medium_does_not_give_for_a_while_is_not_told_to_be_lost()
    {
        FakeFlash flash = new(3, 4096);
        FlashJournal journal = Open(flash);
        Assert.Equal(1, journal.Append(Streams.Readings, [0x80], 0, 1, 0));
        Assert.True(journal.Commit());
        flash.FailsRead = (_, _) => true;
        JournalCursor cursor = new(Streams.Readings);
        byte[] buffer = new byte[journal.MessageBytesMax];
        for (int i = 0; i < JournalLimits.ReadFailuresMax; i++)
            Assert.Equal(0, journal.ReadUnacknowledged(cursor, buffer, 0));
        Assert.Equal(0, journal.Counters.Unreadable);
        flash.FailsRead = (_, _) => false;
        Assert.True(journal.ReadUnacknowledged(cursor, buffer, 0) > 0);
        Assert.Equal(1, cursor.Sequence);

        flash.FailsRead = (_, _) => true;
        for (int i = 0; i <= JournalLimits.ReadFailuresMax; i++)
            Assert.Empty(Held(journal, Streams.Readings));
        flash.FailsRead = (_, _) => false;
        Assert.Equal(1, journal.Counters.Unreadable);
    }

    [Fact]
    public void Acknowledgements_become_durable_without_a_commit_in_time()
    {
        FakeFlash flash = new(3, 8192);
        FlashJournal journal = Open(flash);
        for (int i = 0; i < 70; i++)
            journal.Append(Streams.Readings, [0x80], 0, 1, 0);
        Assert.True(journal.Commit());
        for (int i = 1; i <= 70; i++)
            journal.Acknowledge(Streams.Readings, i);
        FlashJournal again = Open(new FakeFlash(flash.Nothing(), 8192));
        Assert.Equal(JournalLimits.AcknowledgementsMax, again.Acknowledged(Streams.Readings));
    }

    [Fact]
    public void Any_content_is_mounted_or_left_as_it_is()
    {
        int mounted = 0;
        for (int seed = 1; seed <= 300; seed++)
        {
            Random random = new(seed);
            FakeFlash flash = new(3, 4096);
            FlashJournal journal = Open(flash);
            for (int i = 0; i < 40; i++)
                journal.Append(Streams.Readings, new byte[200], 0, 200, 0);
            journal.Commit();
            for (int i = random.Next(2000); i > 0; i--)
            {
                int segment = random.Next(3);
                if (flash.Length(segment) > 0)
                    flash.Spoil(segment, random.Next(flash.Length(segment)));
            }
            string[] before = [.. flash.Nothing().Select(Convert.ToHexString)];
            FlashJournal again = new(flash, new SeededEntropy(1), _clock);
            if (!again.Open(0))
            {
                Assert.Equal(before, flash.Nothing().Select(Convert.ToHexString));
                continue;
            }
            mounted++;
            Assert.True(again.Append(Streams.Money, [0x80], 0, 1, 0) > 0, $"seed {seed}");
            Assert.True(again.Commit(), $"seed {seed}");
            Held(again, Streams.Readings);
        }
        Assert.True(mounted > 100);
    }

    [Fact]
    public void Appending_committing_reading_and_acknowledging_allocate_nothing()
    {
        FlashJournal journal = new(new PlainFlash(4, 16384), new SeededEntropy(1), _clock);
        Assert.True(journal.Open(0));
        byte[] body = new byte[300];
        byte[] state = new byte[8];
        byte[] buffer = new byte[journal.MessageBytesMax];
        JournalCursor cursor = new(Streams.Readings);
        Round(300);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Round(300);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(journal.Counters.Rotations > 8);
        Assert.Equal(600, journal.Acknowledged(Streams.Readings));

        void Round(int messages)
        {
            for (int i = 0; i < messages; i++)
            {
                journal.Append(Streams.Readings, body, 0, body.Length, i);
                state[0]++;
                journal.SetState(StateKeys.Slots, state);
                journal.Commit();
                journal.ReadUnacknowledged(cursor, buffer, 0);
                journal.Acknowledge(Streams.Readings, cursor.Sequence);
            }
        }
    }

    private FlashJournal Open(FakeFlash flash)
    {
        FlashJournal journal = new(flash, new SeededEntropy(1), _clock);
        Assert.True(journal.Open(0));
        return journal;
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
}
