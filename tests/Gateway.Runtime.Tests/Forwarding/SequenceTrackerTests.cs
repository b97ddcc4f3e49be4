using Wattline.Gateway.Domain;
using Wattline.Gateway.Runtime;
using Wattline.Gateway.Runtime.Forwarding;
using Xunit;

namespace Wattline.Tests.Gateway.Runtime.Forwarding;

public sealed class SequenceTrackerTests
{
    private readonly SequenceTracker _tracker = new();

    [Fact]
    public void What_was_skipped_is_missing_until_it_comes_and_what_comes_twice_changes_nothing()
    {
        Note(5, 6, 7, 10, 11, 10, 20);
        Assert.Equal((5, 20, 10), (One.First, One.Last, One.Missing));
        Assert.Equal([(8, 9), (12, 19)], One.Gaps);
        Note(9, 9, 15, 12);
        Assert.Equal([(8, 8), (13, 14), (16, 19)], One.Gaps);
        Assert.Equal(7, One.Missing);
        Note(3, 8, 13, 14, 16, 17, 18, 19);
        Assert.Equal((0, 0), (One.Missing, One.Gaps.Count));
    }

    [Fact]
    public void Another_epoch_begins_anew_and_streams_do_not_mix()
    {
        Note(5, 9);
        _tracker.Note(Header(1, epoch: 8));
        _tracker.Note(Header(40, stream: StreamId.Money));
        Assert.Equal([(StreamId.Money, 40), (StreamId.Readings, 1)], _tracker.Of(ConcentratorId.Parse("C-1")).Select(state => (state.Stream, state.Last)));
        Assert.Empty(_tracker.Of(ConcentratorId.Parse("C-2")));
    }

    [Fact]
    public void However_many_gaps_and_concentrators_there_are_memory_is_bounded_and_the_count_is_true()
    {
        for (var sequence = 1; sequence < 2_000; sequence += 2) Note(sequence);
        Assert.Equal((999, RuntimeLimits.GapsTrackedMax), (One.Missing, One.Gaps.Count));
        Assert.Equal((1_998, 1_998), One.Gaps[^1]);
        for (var i = 0; i < RuntimeLimits.ConcentratorsTrackedMax + 10; i++) _tracker.Note(Header(1, name: $"X{i}"));
        Assert.Equal(RuntimeLimits.ConcentratorsTrackedMax, _tracker.Count);
    }

    private StreamState One => _tracker.Of(ConcentratorId.Parse("C-1")).Single();

    private void Note(params int[] sequences)
    {
        foreach (var sequence in sequences) _tracker.Note(Header(sequence));
    }

    private static MessageHeader Header(long sequence, ulong epoch = 7, StreamId stream = StreamId.Readings, string name = "C-1") =>
        new(ConcentratorId.Parse(name), new Epoch(epoch), stream, sequence, 1, 1, null, 0);
}
