namespace Wattline.Simulators.Meters.Serving;

/// <summary>
/// Several meters on one half-duplex line that other people's software reaches, in real time by the clock handed in:
/// one talks at a time, and wire time passes as on RS-485. Safe for several connections at once, as a serial device
/// server has them.
/// </summary>
public sealed class MeterShelf : IDisposable
{
    private readonly IReadOnlyList<ILineSlave> _meters;
    private readonly int _bitsPerCharacter;
    private readonly int _baud;
    private readonly long _start;
    private readonly TimeSpan _age;
    private readonly SemaphoreSlim _line = new(1);

    /// <summary>Puts meters on a shelf; their time 0 is now, or as long ago as they are old.</summary>
    /// <param name="meters">All hear everything.</param>
    /// <param name="time">Real time, or a test's.</param>
    /// <param name="baud">Bits a second of the wire; 0 for no wire time.</param>
    /// <param name="bitsPerCharacter">11 for 8E1 (DL/T 645-2007 5.2), 10 for 8N1 and 7E1.</param>
    /// <param name="age">How long they have measured already: what they kept is there from the start.</param>
    public MeterShelf(IReadOnlyList<ILineSlave> meters, TimeProvider time, int baud = 0, int bitsPerCharacter = 11, TimeSpan age = default)
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentOutOfRangeException.ThrowIfNegative(baud);
        _meters = meters;
        _baud = baud;
        _bitsPerCharacter = bitsPerCharacter;
        Time = time;
        _age = age;
        _start = time.GetTimestamp();
    }

    internal TimeProvider Time { get; }

    private long NowMicros => (long)(_age + Time.GetElapsedTime(_start)).TotalMicroseconds;

    /// <summary>What a meter's forward active register shows now, in 0.01 kWh.</summary>
    public long Shows(SimulatedMeter meter)
    {
        ArgumentNullException.ThrowIfNull(meter);
        return meter.RegisterAt(NowMicros).Total;
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
            var heard = await ExchangeAsync(buffer.AsMemory(0, count), stop);
            for (var at = 0; at < heard.Length; at += chunkBytesMax)
                await stream.WriteAsync(heard.AsMemory(at, Math.Min(chunkBytesMax, heard.Length - at)), stop);
        }
    }

    /// <summary>Call when nobody serves any more.</summary>
    public void Dispose() => _line.Dispose();

    /// <summary>
    /// Gives bytes to the line and waits for what comes back: empty where nobody answers, the bytes of all who
    /// answer one over the other where several do.
    /// </summary>
    private async Task<byte[]> ExchangeAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        await _line.WaitAsync(stop);
        try
        {
            await Task.Delay(WireTime(bytes.Length), Time, stop);
            var now = NowMicros;
            var answers = _meters.Select(meter => meter.Hear(bytes.Span, now)).OfType<MeterAnswer>().ToList();
            if (answers.Count == 0)
                return [];
            var heard = new byte[answers.Max(answer => answer.Bytes.Length)];
            Array.Fill(heard, (byte)0xFF);
            // A dominant 0 wins on the wire.
            foreach (var answer in answers)
                for (var i = 0; i < answer.Bytes.Length; i++)
                    heard[i] &= answer.Bytes.Span[i];
            await Task.Delay(TimeSpan.FromMicroseconds(answers.Min(answer => answer.DelayMicros)) + WireTime(heard.Length), Time, stop);
            return heard;
        }
        finally
        {
            _line.Release();
        }
    }

    private TimeSpan WireTime(int characters) =>
        _baud == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds((double)characters * _bitsPerCharacter / _baud);
}
