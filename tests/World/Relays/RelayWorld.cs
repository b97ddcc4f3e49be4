using System.Globalization;
using Wattline.Cloud.Commands.Decisions;
using Wattline.Cloud.Commands.Queue;
using Wattline.Firmware.Cbor;
using Wattline.Simulators.Physics;

namespace Wattline.Tests.World.Relays;

/// <summary>
/// People who trip and close, the real cloud, link, broker and firmware, meters with relays, and everything that goes wrong in between, on
/// virtual time under one seed. The gateway is malicious: it repeats, delays, spoils and loses.
/// </summary>
internal sealed class RelayWorld : IDisposable
{
    private const long Second = 1_000_000;
    private const string CloudLink = "cloud-link", Gateway = "gateway", Line = "line", Link = "link";

    private static readonly FaultRate[] _ofMeters = [new(FaultKind.DeadMeter, 500, 10, 60), new(FaultKind.SlowMeter, 400, 10, 60, 700, 3_000)];

    private static readonly FaultRate[] _ofLines =
    [
        new(FaultKind.NoisyLine, 200, 10, 60, 500, 10_000), new(FaultKind.LossyLine, 400, 10, 60, 500, 10_000), new(FaultKind.NoiseBurst, 40, 1, 1, 5, 60),
        new(FaultKind.Echo, 400, 20, 60), new(FaultKind.DeadLine, 500, 5, 30),
    ];

    private static readonly FaultRate[] _ofLinks = [new(FaultKind.LinkDown, 200, 3, 60)];
    private static readonly FaultRate[] _ofParts = [new(FaultKind.Crash, 250, 3, 60)];

    private readonly int _seed;
    private readonly bool _faults;
    private readonly long _untilMicros;
    private readonly VirtualClock _clock = new();
    private readonly Random _random;
    private readonly UnsyncedDisk _messages = new();
    private readonly UnsyncedDisk _commands = new();
    private readonly List<byte[]> _kept = [];
    private readonly RelayCloud _cloud;
    private readonly RelayCabinet _cabinet;
    private readonly byte[] _plan;
    private readonly List<RelayMeter> _meters = [];
    private readonly Person _operator = new("mei", new HashSet<string> { CommandRights.Commands, CommandRights.Close });
    private readonly Person _second = new("otto", new HashSet<string> { CommandRights.Commands, CommandRights.Release });
    private readonly RelayTap _tap;
    private RelayGateway? _gateway;
    private bool _isCloudLinked = true;

    public RelayWorld(int seed, int minutes, bool faults)
    {
        (_seed, _faults, _untilMicros) = (seed, faults, minutes * 60 * Second);
        _random = new Random(Seeds.Of(seed, "relays"));
        var password = new byte[] { 2, 0x56, 0x34, 0x12 };
        var line = new Rs485Line(_clock, Seeds.Of(seed, Line));
        for (var i = 0; i < 3; i++) _meters.Add(new RelayMeter(_clock, line, $"20260010100{i + 1}", new Random(Seeds.Of(seed, $"meter {i}"))));
        _tap = new RelayTap(line);
        _cloud = new RelayCloud(_clock, _random, [.. _meters.Select(static meter => meter.Address)], password);
        _cabinet = new RelayCabinet(_clock, line, () => _gateway?.Broker, _cloud.Key, _random);
        _plan = PlanOf(_meters);
        if (!faults) return;
        var plan = FaultPlan.Draw(seed, _untilMicros,
            (_meters.Select(static meter => meter.Address).ToArray(), _ofMeters), ([Line], _ofLines), ([Link, CloudLink], _ofLinks), ([Gateway, RelayCabinet.Name], _ofParts));
        plan.Drive(_clock, Line, line);
        foreach (var meter in _meters)
            plan.Drive(_clock, meter.Address, (fault, isOn) =>
            {
                if (fault.Kind == FaultKind.DeadMeter) meter.Device.IsDead = isOn;
                else meter.Device.AnswerDelayMicros = isOn ? fault.Magnitude * 1000L : 20_000;
            });
        plan.Drive(_clock, Link, (_, isDown) => _cabinet.Socket.SetLink(!isDown));
        plan.Drive(_clock, CloudLink, (_, isDown) =>
        {
            _isCloudLinked = !isDown;
            _gateway?.Link(isDown ? null : _cloud.Session());
        });
        plan.Drive(_clock, Gateway, (_, isDown) => CrashGateway(isDown));
        plan.Drive(_clock, RelayCabinet.Name, (_, isDown) => CrashCabinet(isDown));
    }

    public IReadOnlyList<RelayMeter> Meters => _meters;

    public RelayCloud Cloud => _cloud;

    /// <summary>What was on the line that may not be.</summary>
    public IReadOnlyList<string> Tapped => _tap.Problems;

    /// <summary>Commands that somebody forged with the device's own key.</summary>
    public int Forged { get; private set; }

    /// <summary>Times that the device was exchanged for another.</summary>
    public int Exchanges { get; private set; }

    /// <summary>What the desk let through.</summary>
    public List<RelayOrder> Orders { get; } = [];

    /// <summary>How many the rules stood against.</summary>
    public int TurnedDown { get; private set; }

    /// <summary>Runs it all and gives what does not hold; empty when everything does.</summary>
    public IReadOnlyList<string> Run()
    {
        StartGateway();
        _cabinet.Boot(_plan);
        _clock.After(20 * Second, Decide);
        _clock.After(30 * Second, Press);
        if (_faults)
        {
            _clock.After(15 * Second, Forge);
            _clock.After(40 * Second, Trouble);
            if (_seed % 3 == 0) _clock.After(_random.Next(60, 900) * Second, Exchange);
        }
        // What is under way at the end has its time to end.
        _clock.RunUntil(_untilMicros + 400 * Second);
        _cloud.Queue.Expire();
        return new RelayOracle(this, strict: !_faults).Judge().Select(problem => string.Create(CultureInfo.InvariantCulture, $"seed {_seed}: {problem}")).ToList();
    }

    public void Dispose()
    {
        _gateway?.Dispose();
        _cloud.Dispose();
    }

    private void Decide()
    {
        if (_clock.NowMicros > _untilMicros) return;
        var meter = _meters[_random.Next(_meters.Count)].Address;
        if (_random.Next(6) == 0 && !_cloud.Objected.Add(meter)) _cloud.Objected.Remove(meter);
        var kind = _random.Next(100) switch { < 35 => "trip", < 55 => "allow_close", < 80 => "close", < 86 => "keep_power", < 94 => "keep_power_off", _ => "read_now" };
        var lives = _faults ? _random.Next(3, 300) : 120;
        var answer = _cloud.Desk.Propose(new CommandProposal
        {
            Command = kind,
            Meters = [meter],
            Reason = "the world",
            Consent = "the world",
            Identifiers = kind == "read_now" ? [0x00010000] : [],
            PatienceSeconds = 90,
            Expires = _clock.Time.GetUtcNow().AddSeconds(lives),
        }, _operator)[0];
        Note(answer);
        if (answer.Outcome == DeskOutcome.Proposed)
            _clock.After(_random.Next(1, 30) * Second, () =>
            {
                if (_random.Next(8) == 0) _cloud.Desk.End(answer.Id, false, reject: true, "no", _second);
                else Note(_cloud.Desk.Approve(answer.Id, false, _second)[0]);
            });
        if (answer.Outcome == DeskOutcome.Queued && _random.Next(15) == 0) _clock.After(Second / 2, () => _cloud.Desk.End(answer.Id, false, reject: false, "", _operator));
        _clock.After((_faults ? _random.Next(1, 40) : 130) * Second, Decide);
    }

    private void Note(DeskAnswer answer)
    {
        if (answer.Outcome != DeskOutcome.Queued)
        {
            TurnedDown += answer.Outcome == DeskOutcome.Objection ? 1 : 0;
            return;
        }
        var order = _cloud.Desk.Find(answer.Id)!;
        var start = VirtualClock.Start.ToUnixTimeMilliseconds();
        Orders.Add(new RelayOrder(order.Id, order.Meter!, CommandKinds.Find(order.Command)!.Kind, order.Decision, _clock.NowMicros, (order.ExpiresMs - start) * 1000));
    }

    private void Press()
    {
        _meters[_random.Next(_meters.Count)].PressButton();
        _clock.After(_random.Next(5, 90) * Second, Press);
    }

    /// <summary>Somebody has the device's key, and sends what the desk never would: to everybody, to another's device, too late.</summary>
    private void Forge()
    {
        if (_clock.NowMicros > _untilMicros) return;
        var forgery = new RelayForgery(_random, _cloud.Key, VirtualClock.Start.ToUnixTimeMilliseconds() + (_clock.NowMicros / 1000), ++Forged);
        _gateway?.Slip(forgery.Write(_meters[_random.Next(_meters.Count)].Address));
        _clock.After(_random.Next(5, 60) * Second, Forge);
    }

    /// <summary>What happens to meters: their supply is cut, their contact sticks, they refuse trips.</summary>
    private void Trouble()
    {
        var meter = _meters[_random.Next(_meters.Count)].Device;
        var seconds = _random.Next(5, 90) * Second;
        switch (_random.Next(3))
        {
            case 0:
                meter.PowerOff(_clock.NowMicros);
                _clock.After(seconds, () => meter.PowerOn(_clock.NowMicros));
                break;
            case 1:
                meter.RelayIsStuck = true;
                _clock.After(seconds, () => meter.RelayIsStuck = false);
                break;
            default:
                meter.RefusesTrips = true;
                _clock.After(seconds, () => meter.RefusesTrips = false);
                break;
        }
        _clock.After(_random.Next(30, 300) * Second, Trouble);
    }

    /// <summary>Another device of this name, with an empty flash and a key of its own.</summary>
    private void Exchange()
    {
        if (_cabinet.Machine is null)
        {
            _clock.After(10 * Second, Exchange);
            return;
        }
        Exchanges++;
        _cabinet.Exchange(_cloud.NewKey(_random));
        _cabinet.Boot(_plan);
    }

    private void StartGateway()
    {
        _gateway = new RelayGateway(_clock, _messages, _commands, _faults ? new Random(_random.Next()) : null, _kept, _cabinet.Socket.Collect);
        if (_isCloudLinked) _gateway.Link(_cloud.Session());
    }

    private void CrashGateway(bool isDown)
    {
        if (!isDown)
        {
            StartGateway();
            return;
        }
        _cabinet.Socket.Drop();
        _gateway!.Crash();
        _gateway.Dispose();
        _gateway = null;
        _messages.Crash(_random);
        _commands.Crash(_random);
    }

    private void CrashCabinet(bool isDown)
    {
        if (isDown) _cabinet.Cut(batteryDies: _random.Next(3) == 0);
        else _cabinet.Boot(_plan);
    }

    /// <summary>A plan of one register a minute.</summary>
    public static byte[] PlanOf(IReadOnlyList<RelayMeter> meters)
    {
        var writer = new CborWriter(new byte[1024]);
        writer.WriteArray(5);
        writer.WriteUInt(1);
        writer.WriteUInt(1);
        writer.WriteUInt(60);
        writer.WriteArray(1);
        writer.WriteArray(2);
        writer.WriteUInt(0);
        writer.WriteArray(1);
        writer.WriteArray(2);
        writer.WriteUInt(0x00010000);
        writer.WriteArray(1);
        writer.WriteArray(2);
        writer.WriteText("1-0:1.8.0");
        writer.WriteUInt(2);
        writer.WriteArray(meters.Count);
        foreach (var meter in meters)
        {
            writer.WriteArray(4);
            writer.WriteUInt(0);
            writer.WriteText(meter.Address);
            writer.WriteUInt(0);
            writer.WriteUInt(9600);
        }
        return writer.Buffer[..writer.Position];
    }
}
