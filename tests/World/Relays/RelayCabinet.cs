using Wattline.Firmware;
using Wattline.Firmware.Ports;
using Wattline.Firmware.Storage;
using Wattline.Firmware.Uplink;
using Wattline.Simulators.Physics;

namespace Wattline.Tests.World.Relays;

/// <summary>The real firmware on simulated time: its flash forgets what was not synced, its clock's battery may die with a cut.</summary>
internal sealed class RelayCabinet : IWallClock, ICommandKeys
{
    public const string Name = "C-1";

    private readonly VirtualClock _clock;
    private UnsyncedDisk _flash = new();
    private readonly RelayWire _wire;
    private readonly WorldSocket _socket;
    private readonly Random _random;
    private (long Number, byte[] Key) _key;
    private long _bootMicros;
    private ClockEvent? _step;
    private ClockEvent? _network;

    public RelayCabinet(VirtualClock clock, Rs485Line line, Func<Wattline.Gateway.Mqtt.MqttBroker?> broker, (long, byte[]) key, Random random)
    {
        (_clock, _random, _key) = (clock, random, key);
        _wire = new RelayWire(line, Wake);
        _socket = new WorldSocket(clock, broker, new Random(random.Next()), StepNetwork);
    }

    public WorldSocket Socket => _socket;

    public ConcentratorMachine? Machine { get; private set; }

    public UplinkMachine? Uplink { get; private set; }

    public bool IsValid { get; private set; } = true;

    public long UnixMilliseconds => VirtualClock.Start.ToUnixTimeMilliseconds() + _clock.NowMicros / 1000;

    public void Set(long unixMilliseconds) => IsValid = true;

    public byte[]? Key(long number) => number == _key.Number ? _key.Key : null;

    public void Boot(byte[] plan)
    {
        _bootMicros = (_clock.NowMicros + 999) / 1000 * 1000;
        var journal = new FlashJournal(new UnsyncedFlash(_flash, 16, 16 * 1024), new SeededEntropy(_random), this);
        if (!journal.Open(0)) throw new InvalidOperationException("the flash refuses the journal");
        Machine = new ConcentratorMachine(Name, journal, [_wire], this, null);
        Machine.UseCommands(this, null);
        Uplink = new UplinkMachine(journal, _socket, new UplinkSettings(Name, "secret") { BackoffMax = 4_000 }, new SeededEntropy(_random), Machine);
        Machine.Start(0);
        if (Machine.PlanVersion < 0) Machine.OnPlan(plan, 0, plan.Length);
        Wake();
        StepNetwork();
    }

    public void Cut(bool batteryDies)
    {
        _step?.Cancel();
        _network?.Cancel();
        (Machine, Uplink) = (null, null);
        _socket.Drop();
        _flash.Crash(_random);
        IsValid &= !batteryDies;
    }

    /// <summary>The board is taken out, and another put in.</summary>
    public void Exchange((long Number, byte[] Key) key)
    {
        Cut(batteryDies: false);
        (_flash, _key) = (new UnsyncedDisk(), key);
    }

    private void Wake() => ScheduleAt(_clock.NowMicros);

    private void Step()
    {
        Machine!.Step((_clock.NowMicros - _bootMicros) / 1000);
        if (Machine.NextWake is var wake && wake != long.MaxValue) ScheduleAt(Math.Max(_bootMicros + wake * 1000, _clock.NowMicros + 1000));
    }

    private void ScheduleAt(long micros)
    {
        if (Machine is null) return;
        var at = Math.Max((micros + 999) / 1000 * 1000, _bootMicros);
        if (_step is { IsPending: true } step)
        {
            if (step.AtMicros <= at) return;
            step.Cancel();
        }
        _step = _clock.At(at, Step);
    }

    private void StepNetwork()
    {
        if (Uplink is not { } uplink) return;
        if (_clock.NowMicros < _bootMicros)
        {
            _clock.At(_bootMicros, StepNetwork);
            return;
        }
        uplink.Step((_clock.NowMicros - _bootMicros) / 1000);
        if (Machine!.NextWake is var wake && wake != long.MaxValue) ScheduleAt(Math.Max(_bootMicros + wake * 1000, _clock.NowMicros));
        _network?.Cancel();
        if (uplink.NextWake != long.MaxValue) _network = _clock.At(Math.Max(_bootMicros + uplink.NextWake * 1000, _clock.NowMicros + 1000), StepNetwork);
    }
}
