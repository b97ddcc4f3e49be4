using Wattline.Simulators.Meters.Dlt645;
using Wattline.Simulators.Meters.Load;
using Wattline.Simulators.Meters.Memory;
using Wattline.Simulators.Meters.Relay;

namespace Wattline.Simulators.Meters;

/// <summary>
/// A DL/T 645-2007 meter: takes what it hears on its line and says what it answers. It is passive: time comes with
/// the bytes, in microseconds since the start of the simulation, and never goes back. Not safe for two threads.
/// </summary>
public sealed partial class SimulatedMeter : ILineSlave
{
    private readonly MeterSettings _settings;
    private readonly SuppliedLoad _load;
    private readonly MeterClock _clock;
    private readonly EnergyRegisters _registers;
    private readonly DemandRegisters _demand;
    private readonly MeterMemory _memory;
    private readonly byte[] _address;
    private readonly byte[] _pending = new byte[MeterLimits.PendingBytesMax];
    private int _pendingCount;
    private long _lastHeardMicros;

    /// <summary>A meter that starts to count at time 0.</summary>
    public SimulatedMeter(MeterSettings settings, LoadProfile load)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(load);
        if (settings.Address.Length != 12 || !settings.Address.All(char.IsAsciiDigit))
            throw new ArgumentException($"'{settings.Address}' is not an address of 12 digits.", nameof(settings));
        if (settings.StartHundredths.Count != 4)
            throw new ArgumentException("There are four tariffs.", nameof(settings));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(settings.Preamble, 4, nameof(settings));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(settings.DataBytesMax, MeterLimits.DataBytesMax, nameof(settings));
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.DataBytesMax, 6, nameof(settings));
        _settings = settings;
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.SettlementDay, 1, nameof(settings));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(settings.SettlementDay, 28, nameof(settings));
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.ProfileMinutes, 1, nameof(settings));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(settings.ProfileMinutes, 60, nameof(settings));
        _load = new SuppliedLoad(load);
        _clock = new MeterClock(settings);
        _registers = new EnergyRegisters(settings, _load, _clock);
        _demand = new DemandRegisters(_load, _clock, settings.Tariffs);
        _memory = new MeterMemory(settings, _demand, _clock);
        (_combinedActive, _profileClasses) = (settings.CombinedActive, settings.ProfileClasses);
        _passwords = new((settings.Passwords ?? new Dictionary<byte, string>()).ToDictionary());
        _address = Convert.FromHexString(settings.Address);
        Array.Reverse(_address);
    }

    /// <summary>The communication address.</summary>
    public string Address => Convert.ToHexString([.. _address.Reverse()]);

    /// <summary>Microseconds from the end of a request to the start of the answer (5.3: Td, 20 to 500 ms).</summary>
    public long AnswerDelayMicros { get; set; } = 20_000;

    /// <summary>True while it hears and answers nothing; it measures on.</summary>
    public bool IsDead { get; set; }

    /// <summary>What it has seen and done.</summary>
    public MeterCounters Counters { get; } = new();

    /// <summary>Takes bytes from the line.</summary>
    /// <returns>The answer to the last request in them; null when there is nothing to answer.</returns>
    public MeterAnswer? Hear(ReadOnlySpan<byte> bytes, long nowMicros)
    {
        CatchUp(nowMicros);
        if (IsDead || !IsSupplied)
        {
            Drop(_pendingCount);
            return null;
        }
        if (_pendingCount > 0 && nowMicros - _lastHeardMicros > MeterLimits.BytePauseMicros)
            Drop(_pendingCount);
        _lastHeardMicros = nowMicros;
        MeterAnswer? answer = null;
        // Most bursts are one whole frame, and are looked at where they are.
        if (_pendingCount == 0)
            bytes = bytes[TakeFrames(bytes, nowMicros, ref answer)..];
        while (!bytes.IsEmpty)
        {
            if (_pendingCount == _pending.Length)
                Drop(_pending.Length / 2);
            var taken = Math.Min(bytes.Length, _pending.Length - _pendingCount);
            bytes[..taken].CopyTo(_pending.AsSpan(_pendingCount));
            _pendingCount += taken;
            bytes = bytes[taken..];
            Forget(TakeFrames(_pending.AsSpan(0, _pendingCount), nowMicros, ref answer));
        }
        return answer;
    }

    /// <summary>What the forward active registers show at any time.</summary>
    public MeterRegisters RegisterAt(long micros) => new(
        _registers.Shows(0, 1000, true, micros), _registers.Shows(1, 1000, true, micros), _registers.Shows(2, 1000, true, micros),
        _registers.Shows(3, 1000, true, micros), _registers.Shows(4, 1000, true, micros));

    /// <summary>What the meter's clock shows, in its own zone.</summary>
    public DateTime ClockShows(long micros) => _clock.Shows(micros);

    /// <summary>Does what was due since it was last looked at: freezes, settlements, a trip after its delay.</summary>
    public void CatchUp(long nowMicros)
    {
        if (_tripDueMicros <= nowMicros)
            Trip(_tripDueMicros, RelayCause.Trip);
        if (IsSupplied)
            _memory.CatchUp(nowMicros, _clock);
    }

    private int TakeFrames(ReadOnlySpan<byte> bytes, long nowMicros, ref MeterAnswer? answer)
    {
        var done = 0;
        while (Dlt645Parser.Find(bytes[done..], out var start, out var end) == FrameVerdict.Good)
        {
            Counters.BytesDropped += Noise(bytes.Slice(done, start));
            if (Handle(bytes[(done + start)..(done + end)], nowMicros) is { } frame)
                answer = frame;
            done += end;
        }
        // Preamble and noise behind the last frame need not be kept.
        while (done < bytes.Length && bytes[done] != 0x68)
            Counters.BytesDropped += bytes[done++] == 0xFE ? 0 : 1;
        return done;
    }

    private static int Noise(ReadOnlySpan<byte> before) => before.TrimEnd((byte)0xFE).Length;

    private void Drop(int count)
    {
        Counters.BytesDropped += count;
        Forget(count);
    }

    private void Forget(int count)
    {
        _pending.AsSpan(count, _pendingCount - count).CopyTo(_pending);
        _pendingCount -= count;
    }
}
