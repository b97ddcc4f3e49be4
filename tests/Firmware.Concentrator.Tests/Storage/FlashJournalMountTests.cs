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
        FakeFlash flash = new([.. image.Select(content => content.Length > 250 ? content[..200] : content)], SegmentBytes);
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

    /// <summary>A medium that was written around, at rest.</summary>
    private static (byte[][] Image, ulong Epoch, long Last) Filled(int segments)
    {
        FakeFlash flash = new(segments, SegmentBytes);
        FlashJournal journal = new(flash, new SeededEntropy(1), new FakeClock());
        Assert.True(journal.Open(0));
        for (int i = 0; i < 60; i++)
        {
            Assert.NotEqual(0, journal.Append(Streams.Readings, new byte[200], 0, 200, i));
            Assert.True(journal.Commit());
        }
        return (flash.Nothing(), journal.Epoch, journal.Last(Streams.Readings));
    }

    private static byte[][] Copy(byte[][] image) => [.. image.Select(content => content.ToArray())];
}
