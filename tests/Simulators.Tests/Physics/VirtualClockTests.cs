using Wattline.Simulators.Physics;
using Xunit;

namespace Wattline.Tests.Simulators.Physics;

public sealed class VirtualClockTests
{
    [Fact]
    public void Actions_of_one_instant_run_in_the_order_they_were_scheduled()
    {
        var clock = new VirtualClock();
        var ran = new List<string>();
        clock.At(20, () => ran.Add("late"));
        for (var i = 0; i < 50; i++)
        {
            var name = $"{i}";
            clock.At(10, () => ran.Add(name));
        }
        clock.RunUntil(20);
        Assert.Equal([.. Enumerable.Range(0, 50).Select(i => $"{i}"), "late"], ran);
        Assert.Equal(20, clock.NowMicros);
        Assert.Equal(51, clock.EventsRun);
    }

    [Fact]
    public void A_cancelled_action_does_not_run_and_does_not_hold_the_time()
    {
        var clock = new VirtualClock();
        var first = clock.At(5, () => Assert.Fail("It was cancelled."));
        clock.At(9, () => { });
        Assert.Equal(5, clock.NextAt);
        Assert.True(first.Cancel());
        Assert.False(first.Cancel());
        Assert.Equal(9, clock.NextAt);
        Assert.True(clock.RunNext());
        Assert.Equal(9, clock.NowMicros);
        Assert.False(clock.RunNext());
        Assert.Equal(long.MaxValue, clock.NextAt);
    }

    [Fact]
    public void An_action_in_the_past_runs_now_and_time_never_goes_back()
    {
        var clock = new VirtualClock();
        clock.RunUntil(100);
        var at = -1L;
        clock.At(50, () => at = clock.NowMicros);
        clock.RunUntil(60);
        Assert.Equal(-1, at);
        clock.RunUntil(100);
        Assert.Equal(100, at);
        Assert.Equal(100, clock.NowMicros);
    }

    [Fact]
    public async Task Its_time_provider_tells_simulated_time_and_its_timers_fire_when_the_clock_is_turned()
    {
        var clock = new VirtualClock();
        var ticks = 0;
        await using var timer = clock.Time.CreateTimer(_ => ticks++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        var delay = Task.Delay(TimeSpan.FromMinutes(1), clock.Time, TestContext.Current.CancellationToken);
        clock.RunUntil(5_000_000);
        Assert.Equal(3, ticks);
        Assert.False(delay.IsCompleted);
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 0, 0, 5, TimeSpan.Zero), clock.Time.GetUtcNow());
        Assert.Equal(TimeSpan.FromSeconds(5), clock.Time.GetElapsedTime(0));
        clock.RunUntil(60_000_000);
        await delay;
        timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        var stopped = ticks;
        clock.RunUntil(90_000_000);
        Assert.Equal(stopped, ticks);
    }
}
