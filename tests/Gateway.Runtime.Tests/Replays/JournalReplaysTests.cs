using System.Text;
using Wattline.Gateway.Domain;
using Wattline.Gateway.Journal;
using Wattline.Gateway.Runtime;
using Wattline.Gateway.Runtime.Cbor;
using Wattline.Gateway.Runtime.Replays;
using Wattline.Tests.Gateway.Runtime.Support;
using Xunit;

namespace Wattline.Tests.Gateway.Runtime.Replays;

public sealed class JournalReplaysTests
{
    private readonly Journal _journal = new();

    [Fact]
    public void What_is_here_is_journalled_again_as_it_is_and_the_rest_is_told()
    {
        _journal.Add("money", 1, 2, 3, 7, 8);
        _journal.Add("events", 4, 5);
        _journal.AcknowledgeAll();
        var rest = Ask(1, StreamId.Money, 2, 9);
        Assert.Equal([(4, 6), (9, 9)], rest);
        Assert.Equal([2, 3, 7, 8], _journal.Copies);
        Assert.Equal(_journal.Payloads.GetRange(1, 4), _journal.CopiedPayloads);
    }

    [Fact]
    public void What_is_not_acknowledged_yet_comes_by_itself()
    {
        _journal.Add("money", 1, 2);
        _journal.AcknowledgeAll();
        _journal.Add("money", 3, 4);
        Assert.Empty(Ask(1, StreamId.Money, 1, 4)!);
        Assert.Equal([1, 2], _journal.Copies);
    }

    [Fact]
    public void Another_concentrators_or_epochs_messages_are_not_these()
    {
        _journal.Add("money", 1);
        _journal.AcknowledgeAll();
        Assert.Equal([(1, 1)], Ask(1, StreamId.Money, 1, 1, concentrator: "C-2"));
        Assert.Equal([(1, 1)], Ask(2, StreamId.Money, 1, 1, epoch: 0xABCE));
        Assert.Equal([(1, 1)], Ask(3, StreamId.Events, 1, 1));
        Assert.Empty(_journal.Copies);
    }

    [Fact]
    public void Asked_again_soon_nothing_is_copied_twice_and_later_it_is()
    {
        _journal.Add("events", 1, 2, 4);
        _journal.AcknowledgeAll();
        var replays = _journal.Replays;
        Assert.Equal([(3, 3)], Ask(1, StreamId.Events, 1, 4));
        Assert.Equal([(3, 3)], Ask(1, StreamId.Events, 2, 3, now: 60_000));
        Assert.Equal([1, 2, 4], _journal.Copies);
        _journal.AcknowledgeAll();
        Assert.Equal([(3, 3)], Ask(1, StreamId.Events, 1, 4, now: RuntimeLimits.ReplayAgainMs));
        Assert.Equal([1, 2, 4, 1, 2, 4], _journal.Copies);
        Assert.False(replays.IsBusy);
    }

    [Fact]
    public void Copies_wait_while_too_much_waits_to_go_up_or_the_journal_has_no_room()
    {
        _journal.Add("events", 1, 2, 3);
        _journal.AcknowledgeAll();
        List<(long, long)>? told = null;
        _journal.IsFull = true;
        Assert.True(_journal.Replays.Ask(1, RangeOf(StreamId.Events, 1, 3), 0, rest => told = Spans(rest)));
        while (_journal.Replays.Step(0))
        {
        }
        Assert.Null(told);
        Assert.True(_journal.Replays.IsBusy);
        _journal.IsFull = false;
        while (_journal.Replays.Step(0))
        {
        }
        Assert.Empty(told!);
        Assert.Equal([1, 2, 3], _journal.Copies);
    }

    [Fact]
    public void A_stream_that_is_far_behind_holds_up_no_other()
    {
        _journal.Add("money", 1, 2);
        _journal.AcknowledgeAll();
        _journal.Add("money", [.. Enumerable.Range(3, RuntimeLimits.ReplayDepthMax + 1)]);
        _journal.Add("events", 1, 2);
        _journal.Acknowledge(JournalStream.Events);
        List<(long, long)>? money = null;
        Assert.True(_journal.Replays.Ask(1, RangeOf(StreamId.Money, 1, 2), 0, rest => money = Spans(rest)));
        while (_journal.Replays.Step(0))
        {
        }
        Assert.Equal([(3, 3)], Ask(2, StreamId.Events, 1, 3));
        Assert.Equal([1, 2], _journal.Copies);
        Assert.Null(money);
        _journal.AcknowledgeAll();
        while (_journal.Replays.Step(0))
        {
        }
        Assert.Empty(money!);
        Assert.Equal([1, 2, 1, 2], _journal.Copies);
        Assert.False(_journal.Replays.IsBusy);
    }

    [Fact]
    public void What_was_acknowledged_before_its_turn_does_not_come_by_itself()
    {
        _journal.Add("money", 1, 2, 3);
        using var reader = _journal.Core.OpenReader(JournalStream.Money);
        var lsns = new List<long>();
        while (reader.TryRead(out var record) == ReadOutcome.Record) lsns.Add(record.Lsn);
        reader.Acknowledge(lsns[1]);
        Assert.Empty(Ask(1, StreamId.Money, 1, 3));
        Assert.Equal([2], _journal.Copies);
    }

    [Fact]
    public void What_retention_deleted_is_told_as_not_here()
    {
        _journal.Add("readings", [.. Enumerable.Range(1, 300)]);
        _journal.AcknowledgeAll();
        _journal.Core.Retain(long.MaxValue / 2);
        Assert.Equal([(1, 300)], Ask(1, StreamId.Readings, 1, 300).Take(1).Select(span => (span.First, 300L)));
        Assert.Contains(300, _journal.Copies);
        Assert.DoesNotContain(1, _journal.Copies);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_is_told_as_the_rest_and_what_is_copied_are_together_what_was_asked_for(int seed)
    {
        var random = new Random(seed);
        var here = new HashSet<long>();
        for (var turn = 0; turn < 30; turn++)
        {
            for (var more = random.Next(20); more > 0; more--)
            {
                var sequence = random.Next(1, 200);
                here.Add(sequence);
                _journal.Add("money", sequence);
            }
            _journal.AcknowledgeAll();
            _journal.Copies.Clear();
            long first = random.Next(1, 200), last = first + random.Next(100);
            var rest = Ask(turn, StreamId.Money, first, last);
            var told = rest.SelectMany(span => Enumerable.Range((int)span.First, (int)(span.Last - span.First + 1)).Select(one => (long)one)).ToList();
            Assert.True(told.Concat(_journal.Copies).Order().SequenceEqual(Enumerable.Range((int)first, (int)(last - first + 1)).Select(one => (long)one)), $"seed {seed}, turn {turn}");
            Assert.True(_journal.Copies.TrueForAll(here.Contains), $"seed {seed}, turn {turn}");
        }
    }

    private static ReplayRange RangeOf(StreamId stream, long first, long last, string concentrator = "C-1", ulong epoch = 0xABCD) =>
        new(ConcentratorId.Parse(concentrator), new Epoch(epoch), stream, first, last);

    private static List<(long First, long Last)> Spans(IReadOnlyList<ReplayRange> rest) => [.. rest.Select(range => (range.First, range.Last))];

    private List<(long First, long Last)> Ask(long id, StreamId stream, long first, long last, string concentrator = "C-1", ulong epoch = 0xABCD, long now = 0)
    {
        List<(long, long)>? told = null;
        Assert.True(_journal.Replays.Ask(id, RangeOf(stream, first, last, concentrator, epoch), now, rest => told = Spans(rest)));
        while (_journal.Replays.Step(now))
        {
        }
        Assert.NotNull(told);
        return told;
    }

    /// <summary>A journal in memory with small segments.</summary>
    private sealed class Journal : IReplayJournal
    {
        public Journal()
        {
            Core = JournalCore.Open(new MemoryDisk(), new JournalOptions { SegmentBytes = 4_000 });
            Replays = new JournalReplays(this);
        }

        public JournalCore Core { get; }

        public JournalReplays Replays { get; }

        public bool IsFull { get; set; }

        public List<long> Copies { get; } = [];

        public List<string> Payloads { get; } = [];

        public List<string> CopiedPayloads { get; } = [];

        public long DurableLsn => Core.DurableLsn;

        public void Add(string stream, params int[] sequences)
        {
            foreach (var sequence in sequences)
            {
                var payload = stream switch { "money" => Sample.Money(sequence), "events" => Sample.Event(sequence), _ => Sample.Readings(sequence, sequence) };
                var record = Sample.Record(stream, payload);
                Core.Append(record.Stream, record.ReceivedAt, Encoding.UTF8.GetBytes($"v1/up/C-1/{stream}"), payload, out _);
                Core.Commit();
                Payloads.Add(Convert.ToHexString(payload));
            }
        }

        public void AcknowledgeAll()
        {
            foreach (var stream in new[] { JournalStream.Money, JournalStream.Events, JournalStream.Readings, JournalStream.Other }) Acknowledge(stream);
        }

        public void Acknowledge(JournalStream stream)
        {
            using var reader = Core.OpenReader(stream);
            while (reader.TryRead(out var record) == ReadOutcome.Record) reader.Acknowledge(record.Lsn);
        }

        public long LowWater(JournalStream stream) => Core.Cursor(stream).LowWater;

        public bool IsAcknowledged(JournalStream stream, long lsn) => Core.Cursor(stream).IsAcknowledged(lsn);

        public JournalReader OpenReader(JournalStream stream, long fromLsn) => Core.OpenReader(stream, fromLsn);

        public bool TryAppend(in JournalRecord record)
        {
            if (IsFull) return false;
            long sequence = 0;
            var cbor = new CborReader(record.Payload.Span);
            Assert.True(cbor.ReadArray(out _) && cbor.ReadUnsigned(out _) && cbor.ReadUnsigned(out _) && cbor.ReadCount(out _) && cbor.ReadCount(out sequence));
            Copies.Add(sequence);
            CopiedPayloads.Add(Convert.ToHexString(record.Payload.Span));
            Core.Append(record.Stream, record.ReceivedAt, record.Key.Span, record.Payload, out _);
            Core.Commit();
            return true;
        }
    }
}
