using Wattline.Gateway.Journal;
using Xunit;

namespace Wattline.Tests.Gateway.Journal;

public sealed class CommitPacingTests
{
    private readonly CommitPacing _pacing = new();

    [Fact]
    public void A_few_clients_wait_for_nobody()
    {
        for (var i = 0; i < 1_000; i++)
        {
            _pacing.Committed(1 + (i % 3));
            Assert.Equal(1, _pacing.Target);
        }
    }

    [Fact]
    public void Many_clients_are_gathered_as_long_as_more_come_within_the_wait()
    {
        const int WithinTheWait = 90;
        for (var i = 0; i < 12; i++)
        {
            _pacing.Committed(Math.Min(Math.Max(_pacing.Target, 6), WithinTheWait));
        }
        Assert.Equal(WithinTheWait, _pacing.Target);
    }

    [Fact]
    public void A_full_window_pays_one_wait_in_many_commits()
    {
        const int Window = 16;
        var waits = 0;
        for (var i = 0; i < 10 * CommitPacing.SettledCommits; i++)
        {
            waits += _pacing.Target > Window ? 1 : 0;
            _pacing.Committed(Window);
        }
        Assert.InRange(waits, 1, 11);
    }

    [Fact]
    public void Where_most_clients_left_two_waits_tell()
    {
        Many_clients_are_gathered_as_long_as_more_come_within_the_wait();
        _pacing.Committed(5);
        _pacing.Committed(5);
        Assert.Equal(5, _pacing.Target);
    }

    [Fact]
    public void A_commit_that_bears_its_cost_goes_at_once()
    {
        _pacing.Committed(CommitPacing.Enough);
        Assert.Equal(1, _pacing.Target);
    }
}
