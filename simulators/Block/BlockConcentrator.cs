using Wattline.Firmware;
using Wattline.Firmware.Kiosks;
using Wattline.Firmware.Lines;
using Wattline.Firmware.Ports;
using Wattline.Firmware.Storage;
using Wattline.Firmware.Uplink;
using Wattline.Simulators.Physics;

namespace Wattline.Simulators.Block;

/// <summary>
/// A concentrator: the real firmware between simulated lines and whatever flash and socket its user brings. It is
/// stepped at ticks of a millisecond, as a board's loop does it.
/// </summary>
public sealed class BlockConcentrator
{
    private const long TickMicros = 1000;

    private readonly ResidentialBlock _block;
    private readonly List<LineAdapter> _adapters = [];
    private readonly List<BlockKiosk> _kiosks = [];
    private long _bootMicros;
    private readonly List<(long FromMicros, long UntilMicros)> _timeless = [];
    private BatteryClock? _battery;
    private ClockEvent? _step;

    internal BlockConcentrator(ResidentialBlock block, string name, IReadOnlyList<Rs485Line> lines)
    {
        _block = block;
        Name = name;
        Wires = lines;
        foreach (var line in lines)
            _adapters.Add(new LineAdapter(line, SerialSetting.Dlt645, Wake));
    }

    /// <summary>Its name, also its MQTT client id.</summary>
    public string Name { get; }

    /// <summary>Its RS-485 lines.</summary>
    public IReadOnlyList<Rs485Line> Wires { get; }

    /// <summary>The firmware's inside while it runs; null while it is down.</summary>
    public ConcentratorMachine? Machine { get; private set; }

    /// <summary>The firmware's journal while it runs.</summary>
    public FlashJournal? Journal { get; private set; }

    /// <summary>The firmware's MQTT client while it runs; its user steps it on the network's time.</summary>
    public UplinkMachine? Uplink { get; private set; }

    /// <summary>Starts of the device so far.</summary>
    public int Boots { get; private set; }

    /// <summary>Switches the device on.</summary>
    /// <param name="parts">The hardware that is not simulated here.</param>
    public void Boot(ConcentratorParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        _bootMicros = Tick(_block.Clock.NowMicros);
        _battery ??= new BatteryClock(_block.Clock, parts.ClockCanBeSet);
        var clock = new SteadyClock(_battery);
        Journal = new FlashJournal(parts.Flash, parts.Entropy, clock);
        if (!Journal.Open(0))
            throw new InvalidOperationException($"{Name}: the flash refuses the journal.");
        Boots++;
        IJournal journal = parts.Committed is { } committed ? new ObservedJournal(Journal, committed) : Journal;
        var lines = _adapters.Select(ISerialLine (adapter) => adapter).ToArray();
        var kiosks = _kiosks.Select((kiosk, index) => kiosk.Boot(index, journal, clock)).ToArray<IMachine>();
        Machine = new ConcentratorMachine(Name, journal, lines, clock, kiosks);
        Machine.UseCustomers([.. _kiosks.Select(kiosk => kiosk.Directory).OfType<CustomerDirectory>()]);
        Machine.WatchJournal(Journal, 0);
        if (parts.Keys is { } keys)
            Machine.UseCommands(keys, parts.Restart);
        Uplink = new UplinkMachine(Journal, parts.Socket, parts.Uplink, parts.Entropy, new TimelessDownlink(Machine, () => _battery.IsLost));
        Machine.Start(0);
        Schedule();
    }

    /// <summary>Cuts the power: what was in memory is gone, flash and clock stay.</summary>
    public void Cut()
    {
        _step?.Cancel();
        _step = null;
        Machine = null;
        Journal = null;
        Uplink = null;
        foreach (var adapter in _adapters)
            adapter.Reset();
        foreach (var kiosk in _kiosks)
            kiosk.Cut();
    }

    /// <summary>Times in which it had no clock and nobody told it, in simulated microseconds; the last may still last.</summary>
    public IReadOnlyList<(long FromMicros, long UntilMicros)> Timeless => _timeless;

    /// <summary>The clock jumps by itself, if it runs.</summary>
    /// <returns>False while the device is off.</returns>
    public bool JumpClock(long milliseconds)
    {
        if (Machine is not null)
            _battery!.Jump(milliseconds);
        return Machine is not null;
    }

    /// <summary>The clock loses its time, and nobody tells it, until it is found again.</summary>
    public void LoseClock(bool isLost)
    {
        _battery!.IsLost = isLost;
        var now = _block.Clock.NowMicros;
        if (isLost)
            _timeless.Add((now, long.MaxValue));
        else
            _timeless[^1] = _timeless[^1] with { UntilMicros = now };
    }

    /// <summary>Gives the MQTT client its turn; what it brought down is looked at when the simulated clock runs.</summary>
    /// <param name="now">Milliseconds of the network's own time since this start.</param>
    public void StepUplink(long now)
    {
        if (Uplink is null)
            return;
        Uplink.Step(now);
        Schedule();
    }

    internal BlockKiosk AddKiosk(string name, int seed, KioskKind kind)
    {
        var accounts = _block.Meters.Where(meter => meter.Concentrator == Name).Take(BlockKiosk.AccountsMax).Select(static meter => meter.Account).ToList();
        var kiosk = new BlockKiosk(_block, name, Name, seed, kind, accounts, Wake);
        _kiosks.Add(kiosk);
        return kiosk;
    }

    private void Wake() => ScheduleAt(_block.Clock.NowMicros);

    private static long Tick(long micros) => (micros + TickMicros - 1) / TickMicros * TickMicros;

    private void Step()
    {
        Machine!.Step((_block.Clock.NowMicros - _bootMicros) / 1000);
        // A step at this tick is done: the next is at the next.
        if (Machine.NextWake is var wake && wake != long.MaxValue)
            ScheduleAt(Math.Max(_bootMicros + wake * 1000, _block.Clock.NowMicros + TickMicros));
    }

    private void Schedule()
    {
        if (Machine!.NextWake is var wake && wake != long.MaxValue)
            ScheduleAt(Math.Max(_bootMicros + wake * 1000, _block.Clock.NowMicros));
    }

    private void ScheduleAt(long micros)
    {
        if (Machine is null)
            return;
        var at = Tick(micros);
        if (_step is { IsPending: true } step)
        {
            if (step.AtMicros <= at)
                return;
            step.Cancel();
        }
        _step = _block.Clock.At(at, Step);
    }
}
