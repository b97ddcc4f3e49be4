using System.Diagnostics;
using Wattline.Simulators.Physics;

namespace Wattline.Simulators.Lab.Run;

/// <summary>The one thread that moves the simulated clock, and gives the network its turn in real time.</summary>
internal sealed partial class LabChain
{
    /// <summary>The clock runs no longer than this without the network having its turn.</summary>
    private static readonly TimeSpan _slice = TimeSpan.FromMilliseconds(2);

    /// <summary>Waits for plans and for what is left end after this.</summary>
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(1);

    private long _lastSlotMicros;

    /// <summary>Lets simulated time pass at the wanted speed until the horizon, the end of <c>--for</c> or the user's stop.</summary>
    public void Pace(TimeSpan horizon, CancellationToken stop)
    {
        var started = Stopwatch.GetTimestamp();
        var end = (long)horizon.TotalMicroseconds;
        while (Block.Clock.NowMicros < end && !stop.IsCancellationRequested)
        {
            var elapsed = Stopwatch.GetElapsedTime(started);
            if (_options.For is { } limit && elapsed >= limit)
                break;
            var target = _options.Speed == 0 ? end : Math.Min(end, (long)(elapsed.TotalMicroseconds * _options.Speed));
            RunUntil(target);
            if (Block.Clock.NowMicros >= target && target < end)
                Thread.Sleep(_pause);
        }
        var every = Block.Options.EverySeconds * 1_000_000L;
        _lastSlotMicros = Block.Clock.NowMicros / every * every;
    }

    /// <summary>
    /// Ends the run: the last slot's window passes unpaced, what was down comes back, and the chain delivers what is
    /// left, until nothing moves any more for the time given. Simulated time goes on as real time does, and faster only while something
    /// waits for it: otherwise new slots would put more on the way than arrives.
    /// </summary>
    public void Drain(TimeSpan patience)
    {
        var windowEnd = _lastSlotMicros + (Block.Options.EverySeconds + 5) * 1_000_000L;
        while (Block.Clock.NowMicros < windowEnd || !IsWhole || Block.Kiosks.Any(kiosk => !kiosk.IsQuiet))
            RunUntil(Block.Clock.NowMicros + 60_000_000);
        var moved = Stopwatch.GetTimestamp();
        var before = Progress;
        while (!IsDrained && Stopwatch.GetElapsedTime(moved) < patience)
        {
            RunUntil(Block.Clock.NowMicros + (WaitsForTime ? 1_000_000 : (long)_pause.TotalMicroseconds));
            Thread.Sleep(_pause);
            if (Progress == before)
                continue;
            before = Progress;
            moved = Stopwatch.GetTimestamp();
        }
        TakeStatus();
    }

    private void RunUntil(long micros)
    {
        do
        {
            var slice = Stopwatch.GetTimestamp();
            while (Block.Clock.NextAt <= micros && Stopwatch.GetElapsedTime(slice) < _slice)
                Block.Clock.RunNext();
            foreach (var concentrator in _concentrators)
                concentrator.StepNetwork(Block.Clock.NowMicros);
            TakeStatusNowAndThen();
        }
        while (Block.Clock.NextAt <= micros);
        Block.Clock.RunUntil(micros);
    }
}
