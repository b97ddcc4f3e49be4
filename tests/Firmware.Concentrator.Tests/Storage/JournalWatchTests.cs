using Wattline.Firmware;
using Wattline.Firmware.Cbor;
using Wattline.Firmware.Storage;
using Xunit;

namespace Wattline.Tests.Firmware.Concentrator.Storage;

public sealed class JournalWatchTests
{
    private const long Hour = 3_600_000;

    private readonly FakeClock _clock = new();
    private readonly FlashJournal _journal;
    private readonly ConcentratorMachine _machine;

    public JournalWatchTests()
    {
        _clock.Set(1_772_323_200_000);
        _journal = new FlashJournal(new PlainFlash(128, 64 * 1024), new SeededEntropy(1), _clock);
        Assert.True(_journal.Open(0));
        _machine = new ConcentratorMachine("C-0001", _journal, [], _clock, null);
        _machine.WatchJournal(_journal, 0);
        _machine.Start(0);
    }

    [Fact]
    public void An_hour_after_the_start_and_then_once_a_day_it_is_told_how_long_the_journal_lasts()
    {
        Fill(300);
        _machine.Step(Hour - 1);
        Assert.Empty(Told());
        var written = _journal.Written;
        _machine.Step(Hour);
        var first = Assert.Single(Told());
        Assert.Equal([_journal.Capacity / (written * 24), written * 24, 0, 0], first);
        Assert.Equal(1, first[0]);

        // A quieter day: by what was written since, not by all.
        Fill(300);
        _machine.Step((25 * Hour) - 1);
        Assert.Single(Told());
        _machine.Step(25 * Hour);
        Assert.InRange(Told()[1][1], 300 * 1_000, 330 * 1_000);
        Assert.Equal(_journal.Capacity / Told()[1][1], Told()[1][0]);
    }

    [Fact]
    public void What_was_overwritten_and_what_money_was_refused_is_told()
    {
        var note = new byte[900];
        for (var i = 0; i < 2_000; i++)
            _journal.Append(Streams.Money, note, 0, note.Length, 0);
        Fill(9_000);
        _machine.Step(Hour);

        var told = Assert.Single(Told());
        Assert.Equal((_journal.Counters.Overwritten, _journal.Counters.MoneyRefusals), (told[2], told[3]));
        Assert.True(told[2] > 0 && told[3] > 0, $"{told[2]} overwritten, {told[3]} refused");
    }

    private void Fill(int messages)
    {
        var reading = new byte[1_000];
        for (var i = 0; i < messages; i++)
        {
            Assert.NotEqual(0, _journal.Append(Streams.Readings, reading, 0, reading.Length, 0));
            Assert.True(_journal.Commit());
        }
    }

    /// <summary>The details of the journal's events.</summary>
    private List<long[]> Told()
    {
        var told = new List<long[]>();
        var cursor = new JournalCursor(Streams.Events);
        var buffer = new byte[_journal.MessageBytesMax];
        for (var count = _journal.Read(cursor, buffer, 0); count > 0; count = _journal.Read(cursor, buffer, 0))
        {
            var reader = new CborReader(buffer, 0, count);
            reader.ReadArray();
            for (var i = 0; i < 7; i++)
                reader.SkipItem();
            reader.ReadArray();
            if (reader.ReadText() != "journal")
                continue;
            Assert.Equal("C-0001", reader.ReadText());
            Assert.Equal((ulong)told.Count + 1, reader.ReadUInt());
            reader.SkipItem();
            var detail = new long[reader.ReadArray()];
            for (var i = 0; i < detail.Length; i++)
                detail[i] = (long)reader.ReadUInt();
            told.Add(detail);
        }
        return told;
    }
}
