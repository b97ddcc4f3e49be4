namespace Wattline.Simulators.Meters.Serving;

/// <summary>
/// Several meters on one line that is not simulated: all hear what comes in, and what they answer goes out, in real
/// time by the clock handed in. Safe for several connections at once, as a serial device server has them.
/// </summary>
public sealed class MeterShelf
{
    private readonly IReadOnlyList<SimulatedMeter> _meters;
    private readonly long _start;
    private readonly Lock _gate = new();

    /// <summary>Puts meters on a shelf; their time 0 is now.</summary>
    public MeterShelf(IReadOnlyList<SimulatedMeter> meters, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        _meters = meters;
        Time = time;
        _start = time.GetTimestamp();
    }

    internal TimeProvider Time { get; }

    /// <summary>Lets all meters hear bytes.</summary>
    /// <returns>Their answers, in the order in which they come.</returns>
    public IReadOnlyList<MeterAnswer> Hear(ReadOnlySpan<byte> bytes)
    {
        var answers = new List<MeterAnswer>();
        lock (_gate)
        {
            var now = (long)Time.GetElapsedTime(_start).TotalMicroseconds;
            foreach (var meter in _meters)
                if (meter.Hear(bytes, now) is { } answer)
                    answers.Add(answer);
        }
        return [.. answers.OrderBy(answer => answer.DelayMicros)];
    }

    /// <summary>Answers what comes in on a stream until it ends or is stopped.</summary>
    /// <param name="stream">A socket or a terminal.</param>
    /// <param name="chunkBytesMax">The most bytes written at once: serial device servers cut frames anywhere.</param>
    /// <param name="stop">Ends it.</param>
    public async Task ServeAsync(Stream stream, int chunkBytesMax, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfLessThan(chunkBytesMax, 1);
        var buffer = new byte[MeterLimits.ReceiveBytes];
        while (await stream.ReadAsync(buffer, stop) is var count && count > 0)
        {
            var waited = 0L;
            foreach (var answer in Hear(buffer.AsSpan(0, count)))
            {
                await Task.Delay(TimeSpan.FromMicroseconds(answer.DelayMicros - waited), Time, stop);
                waited = answer.DelayMicros;
                for (var at = 0; at < answer.Bytes.Length; at += chunkBytesMax)
                    await stream.WriteAsync(answer.Bytes[at..Math.Min(at + chunkBytesMax, answer.Bytes.Length)], stop);
            }
        }
    }
}
