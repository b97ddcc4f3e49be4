using Wattline.Simulators.Meters;

namespace Wattline.Simulators.Lab.Serve;

/// <summary>Simulated meters on one half-duplex line, on real time: one talks at a time, and wire time passes as on RS-485.</summary>
/// <param name="meters">All hear everything.</param>
/// <param name="baud">11 bits a character (8E1); 0 for no wire time.</param>
/// <param name="time">Real time.</param>
internal sealed class MeterBus(IReadOnlyList<SimulatedMeter> meters, int baud, TimeProvider time) : IDisposable
{
    private const int BitsPerCharacter = 11;

    private readonly SemaphoreSlim _line = new(1);
    private readonly long _start = time.GetTimestamp();

    /// <summary>
    /// Gives bytes to the line and waits for what comes back: empty where nobody answers, the bytes of all who
    /// answer one over the other where several do.
    /// </summary>
    public async Task<byte[]> ExchangeAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        await _line.WaitAsync(stop);
        try
        {
            await Task.Delay(WireTime(bytes.Length), time, stop);
            long now = (long)time.GetElapsedTime(_start).TotalMicroseconds;
            var answers = meters.Select(meter => meter.Hear(bytes.Span, now)).OfType<MeterAnswer>().ToList();
            if (answers.Count == 0)
            {
                return [];
            }

            byte[] heard = new byte[answers.Max(a => a.Bytes.Length)];
            foreach (var answer in answers)
            {
                // A dominant 0 wins on the wire.
                for (int i = 0; i < heard.Length; i++)
                {
                    byte sent = i < answer.Bytes.Length ? answer.Bytes.Span[i] : (byte)0xFF;
                    heard[i] = answer == answers[0] ? sent : (byte)(heard[i] & sent);
                }
            }

            await Task.Delay(TimeSpan.FromMicroseconds(answers.Min(a => a.DelayMicros)) + WireTime(heard.Length), time, stop);
            return heard;
        }
        finally
        {
            _line.Release();
        }
    }

    /// <summary>Forward active energy that a meter shows now, in 0.01 kWh.</summary>
    public long Shows(SimulatedMeter meter) => meter.RegisterAt((long)time.GetElapsedTime(_start).TotalMicroseconds).Total;

    public void Dispose() => _line.Dispose();

    private TimeSpan WireTime(int characters) =>
        baud == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds((double)characters * BitsPerCharacter / baud);
}
