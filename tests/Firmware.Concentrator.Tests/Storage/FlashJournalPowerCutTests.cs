using Wattline.Firmware.Storage;
using Xunit;

namespace Wattline.Tests.Firmware.Concentrator.Storage;

public sealed class FlashJournalPowerCutTests
{
    private const int SegmentBytes = JournalLimits.SegmentBytesMin;

    [Theory]
    [InlineData(3, true)] // acknowledged in time: nothing may be lost
    [InlineData(3, false)] // never acknowledged but money: the ring overflows
    [InlineData(2, false)]
    public void A_power_cut_at_every_byte_and_operation_leaves_all_that_was_committed(int segments, bool acknowledges)
    {
        FakeFlash flash = new(segments, SegmentBytes);
        JournalModel model = new();
        int images = 0;
        int rotations = 0;
        flash.Before = (segment, bytes) =>
        {
            rotations += segment >= 0 && bytes == null ? 1 : 0;
            Judge(flash.Nothing(), "nothing survives");
            int length = bytes?.Length ?? 0;
            for (int torn = 0; torn <= length; torn++)
                Judge(flash.Everything(segment, bytes, torn), $"{torn} bytes of {length} survive");
        };

        FlashJournal journal = Open(flash, new FakeClock());
        model.Restarted(journal, "format");
        byte[] body = new byte[200];
        for (int step = 0; step < 90; step++)
        {
            for (int i = 0; i <= step % 2; i++)
            {
                int stream = step % 7 == 0 ? Streams.Money : step % 5 == 0 ? Streams.Events : Streams.Readings;
                int count = 80 + step * 7 % 120;
                Array.Fill(body, (byte)(step * 3 + i));
                byte[] appended = body.AsSpan(0, count).ToArray();
                model.Attempts(stream, appended);
                long sequence = journal.Append(stream, body, 0, count, step * 1000);
                if (sequence == 0 && stream == Streams.Money && journal.Counters.MoneyRefusals > 0)
                    continue;
                Assert.NotEqual(0, sequence);
                model.Appended(stream, sequence, appended);
            }
            if (step % 4 == 0)
            {
                byte[] state = [(byte)step, 1, 2, 3];
                model.StateSet(state);
                Assert.True(journal.SetState(StateKeys.Slots, state));
            }
            Assert.True(journal.Commit());
            model.Committed();
            for (int stream = 0; stream < Streams.Count; stream++)
            {
                if (!acknowledges && (stream != Streams.Money || step % 20 != 19))
                    continue;
                long last = journal.Last(stream);
                model.Acknowledged(stream, last);
                journal.Acknowledge(stream, last);
            }
        }
        flash.Before = null;
        model.Check(journal, "end");
        Assert.True(rotations > segments, "the history is too short to wrap around");
        Assert.True(images > 10_000);
        Assert.Equal(acknowledges, !model.Told.Any());

        void Judge(byte[][] image, string what)
        {
            images++;
            FlashJournal survivor = Open(new FakeFlash(image, SegmentBytes), new FakeClock());
            model.Copy().Restarted(survivor, $"image {images}, {what}");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // Bits of what is at rest turn while the power is off, and pages that were not synced vanish.
    public void Random_histories_with_power_cuts_and_a_refusing_medium_keep_their_promise(bool spoils)
    {
        int formats = 0;
        for (int seed = 1; seed <= 150; seed++)
            formats += RandomHistory(seed, spoils);
        Assert.InRange(formats, 0, spoils ? 8 : 0); // Both copies of the only header, which rings of two segments risk.
    }

    private static int RandomHistory(int seed, bool spoils)
    {
        Random random = new(seed);
        FakeFlash flash = new(random.Next(2, 6), SegmentBytes);
        bool refusing = random.Next(2) == 0;
        Arm();
        JournalModel model = new(spoils);
        FakeClock clock = new();
        FlashJournal journal = Start();
        model.Restarted(journal, $"seed {seed} format");
        byte[] body = new byte[1000];
        for (int step = 0; step < 250; step++)
        {
            string context = $"seed {seed} step {step}";
            int stream = random.Next(Streams.Count);
            switch (random.Next(12))
            {
                case < 5:
                    int count = random.Next(8, random.Next(8) == 0 ? journal.BodyBytesMax : 150);
                    random.NextBytes(body);
                    byte[] appended = body.AsSpan(0, count).ToArray();
                    model.Attempts(stream, appended);
                    long sequence = journal.Append(stream, body, 0, count, step);
                    if (sequence > 0)
                        model.Appended(stream, sequence, appended);
                    break;
                case < 8:
                    if (journal.Commit())
                        model.Committed();
                    break;
                case 8:
                    byte[] state = new byte[random.Next(1, 40)];
                    random.NextBytes(state);
                    model.StateSet(state);
                    if (!journal.SetState(StateKeys.Slots, state))
                        model.StateNotSet();
                    break;
                case 9:
                    model.Check(journal, context); // Who acknowledges has read, lost events too.
                    long last = journal.Last(stream);
                    long settled = journal.Acknowledged(stream);
                    long upTo = settled + random.NextInt64(last - settled + 1);
                    if (upTo > settled)
                    {
                        model.Acknowledged(stream, upTo);
                        journal.Acknowledge(stream, upTo);
                    }
                    break;
                case 10:
                    model.Check(journal, context);
                    break;
                default:
                    if (random.Next(3) == 0)
                    {
                        flash = new FakeFlash(flash.Some(random, spoils), SegmentBytes);
                        for (int i = spoils ? random.Next(3) : 0; i > 0; i--)
                            flash.SpoilSomething(random);
                        Arm();
                        journal = Start();
                        model.Restarted(journal, context);
                    }
                    break;
            }
        }

        // The uplink is back for events: at the end everything that was lost is told.
        for (int round = 0; round < 3; round++)
        {
            model.Check(journal, $"seed {seed} round {round}");
            long told = journal.Last(Streams.Events);
            if (told > journal.Acknowledged(Streams.Events))
            {
                model.Acknowledged(Streams.Events, told);
                journal.Acknowledge(Streams.Events, told);
            }
        }
        model.Check(journal, $"seed {seed} at the end", isOver: true);
        return model.Formats;

        FlashJournal Start()
        {
            FlashJournal started = new(flash, new SeededEntropy(random.Next()), clock);
            for (int attempt = 0; !started.Open(0); attempt++)
                Assert.True(refusing && attempt < 50, $"seed {seed}: does not open");
            return started;
        }

        void Arm()
        {
            if (!refusing)
                return;
            flash.Refuses = _ => random.Next(25) == 0;
            flash.RefusedBytes = count => random.Next(3) == 0 ? random.Next(count + 1) : 0;
        }
    }

    private static FlashJournal Open(FakeFlash flash, FakeClock clock)
    {
        FlashJournal journal = new(flash, new SeededEntropy(1), clock);
        Assert.True(journal.Open(0));
        return journal;
    }
}
