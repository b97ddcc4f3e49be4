using Wattline.Simulators.Meters.Memory;
using Wattline.Simulators.Meters.Relay;

namespace Wattline.Simulators.Meters;

/// <summary>The mains at the meter, and its clock's battery.</summary>
public sealed partial class SimulatedMeter
{
    private const ushort PowerDown = 0x1100, ClockSetEvent = 0x3004;

    private static readonly DateTime _deadBatteryDate = new(2000, 1, 1);

    private long _offMicros;

    /// <summary>False while the mains are away: it measures, hears and answers nothing.</summary>
    public bool IsSupplied { get; private set; } = true;

    /// <summary>While true the clock begins with 2000-01-01 whenever the mains come back.</summary>
    public bool ClockBatteryIsDead { get; set; }

    /// <summary>The mains go away.</summary>
    public void PowerOff(long nowMicros)
    {
        if (!IsSupplied)
            return;
        CatchUp(nowMicros);
        IsSupplied = false;
        _offMicros = nowMicros;
        _tripDueMicros = long.MaxValue;
        _load.Cut(nowMicros);
        _registers.Replan(nowMicros);
        Drop(_pendingCount);
    }

    /// <summary>The mains come back: what a meter makes up for, it does now.</summary>
    public void PowerOn(long nowMicros)
    {
        if (IsSupplied)
            return;
        IsSupplied = true;
        if (Relay == RelayState.Closed)
            _load.Restore(nowMicros);
        _registers.Replan(nowMicros);
        var before = _clock.Shows(_offMicros);
        if (ClockBatteryIsDead)
        {
            Show(_deadBatteryDate, nowMicros);
            _memory.Plan(_clock, nowMicros);
        }
        else
        {
            _memory.Jump(before, _clock, _offMicros, nowMicros);
        }
        var record = new BcdWriter();
        record.Second(before);
        record.Second(_clock.Shows(nowMicros));
        Record(PowerDown, record.Written.ToArray(), (nowMicros - _offMicros) / 60_000_000);
        Baud = DefaultBaud;
    }

    /// <summary>What the meter froze of a kind and still has, from the oldest to the newest.</summary>
    public IReadOnlyList<MeterSnapshot> Frozen(FreezeKind kind) => _memory.Of(kind).Items;

    /// <summary>Its settlements that it still has, from the oldest to the newest.</summary>
    public IReadOnlyList<MeterSnapshot> Settlements => _memory.Settlements.Items;

    /// <summary>The records of its load profile that it still has, from the oldest to the newest.</summary>
    public IReadOnlyList<MeterSnapshot> Profile => _memory.Profile.Items;

    /// <summary>Sets the clock as a watchmaker would: no record, no condition, nothing made up for.</summary>
    public void SetClock(DateTime shown, long nowMicros)
    {
        CatchUp(nowMicros);
        Show(shown, nowMicros);
        _memory.Plan(_clock, nowMicros);
    }

    private void Show(DateTime shown, long nowMicros)
    {
        _registers.Extend(nowMicros);
        _demand.Extend(nowMicros);
        _clock.Set(nowMicros, shown);
        _registers.Replan(nowMicros);
    }

    /// <summary>Sets the clock because it was told to, makes up for midnights jumped over, and records it.</summary>
    private void TakeClock(DateTime given, long nowMicros)
    {
        var shown = _clock.Shows(nowMicros);
        Show(given, nowMicros);
        _memory.Jump(shown, _clock, nowMicros, nowMicros);
        var record = new BcdWriter();
        record.Bytes(_operator);
        record.Second(shown);
        record.Second(given);
        Record(ClockSetEvent, record.Written.ToArray(), 0);
    }
}
