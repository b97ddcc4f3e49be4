using System.Security.Cryptography;
using Wattline.Firmware;
using Wattline.Firmware.Cbor;
using Wattline.Firmware.Commands;
using Wattline.Firmware.Ports;
using Wattline.Firmware.Storage;
using Wattline.Simulators.Meters;
using Wattline.Simulators.Meters.Load;
using Wattline.Simulators.Physics;
using Xunit;

namespace Wattline.Tests.World.Lines;

/// <summary>A meter that the search found, as it was told.</summary>
internal sealed record FoundMeter(string Address, int Baud, int Parity, int State, int Protocol = 0);

/// <summary>What a meter froze, as it was told.</summary>
internal sealed record FrozenMeter(string Address, long? Stamp, string? Bytes, string? Why);

/// <summary>The firmware on a line at true wire time, with meters in the plan and strangers, and a cloud that orders a search.</summary>
internal sealed class SearchRig : ISerialLine, IWallClock, ICommandKeys
{
    private readonly byte[] _received = new byte[1024];
    private readonly VirtualClock _clock = new();
    private readonly Rs485Line _wire;
    private readonly SearchJournal _journal = new();
    private readonly byte[] _key = new byte[32];
    private readonly LinePort _port;
    private readonly ConcentratorMachine _machine;
    private readonly List<(string Address, int Baud)> _planned = [];
    private ClockEvent? _step;
    private int _count;
    private long _added;
    private ulong _orders;

    public SearchRig(int seed)
    {
        _wire = new Rs485Line(_clock, seed);
        _port = _wire.AttachMaster(SerialSetting.Dlt645, Hear);
        _machine = new ConcentratorMachine("C-0001", _journal, [this], this, null);
        _machine.UseCommands(this, null);
        _machine.Start(0);
    }

    public bool IsValid => true;

    public long UnixMilliseconds => VirtualClock.Start.ToUnixTimeMilliseconds() + (_clock.NowMicros / 1000);

    public ConcentratorMachine Machine => _machine;

    public Rs485Line Wire => _wire;

    /// <summary>The found, in the order in which they were told.</summary>
    public List<FoundMeter> Found { get; } = [];

    /// <summary>[questions, unresolved, whole]; null before the end.</summary>
    public (long Questions, long Unresolved, bool Whole)? End { get; private set; }

    /// <summary>Seconds from the order to the last meter that was told, and to the end.</summary>
    public (double LastFound, double End) Seconds { get; private set; }

    /// <summary>Entries of slots that had their values.</summary>
    public int Readings => _machine.Lines[0].ReadsOk;

    public byte[]? Key(long number) => _key;

    public void Set(long unixMilliseconds)
    {
    }

    public SimulatedMeter Add(string address, int baud = 9600, bool isPlanned = false, int delayMilliseconds = 20, Parity parity = Parity.Even, MeterProtocol protocol = MeterProtocol.Dlt2007)
    {
        var meter = new SimulatedMeter(new MeterSettings { Address = address, Protocol = protocol, StartHundredths = [_added += 7919, _added / 3, _added / 2, 0] }, LoadProfile.Household(1, VirtualClock.Start.DateTime)) { AnswerDelayMicros = delayMilliseconds * 1000L };
        LinePort port = null!;
        port = _wire.Attach(address, new SerialSetting(baud, parity, 1), (bytes, now) =>
        {
            if (meter.Hear(bytes, now) is { } answer) port.SendAfter(answer.DelayMicros, answer.Bytes.Span);
        });
        if (isPlanned) _planned.Add((address, baud));
        return meter;
    }

    /// <summary>Connects a meter of another protocol.</summary>
    public void Attach(ILineSlave slave, int baud, Parity parity)
    {
        var setting = new SerialSetting(baud, parity, 1);
        slave.Tune(baud, setting.BitsPerCharacter);
        LinePort port = null!;
        port = _wire.Attach("other", setting, (bytes, now) =>
        {
            if (slave.Hear(bytes, now) is { } answer) port.SendAfter(answer.DelayMicros, answer.Bytes.Span);
        });
    }

    /// <summary>Reads the planned meters every so often.</summary>
    public void Read(int everySeconds)
    {
        var cbor = new CborWriter(new byte[16384]);
        cbor.WriteArray(6);
        cbor.WriteUInt(2);
        cbor.WriteUInt(1);
        cbor.WriteUInt((ulong)everySeconds);
        cbor.WriteUInt(0);
        cbor.WriteArray(1);
        cbor.WriteArray(3);
        cbor.WriteUInt(0);
        cbor.WriteArray(1);
        cbor.WriteArray(2);
        cbor.WriteUInt(0x00010000);
        cbor.WriteArray(1);
        cbor.WriteArray(2);
        cbor.WriteText("1-0:1.8.0");
        cbor.WriteUInt(2);
        cbor.WriteArray(0);
        cbor.WriteArray(_planned.Count);
        foreach (var (address, baud) in _planned)
        {
            cbor.WriteArray(6);
            cbor.WriteUInt(0);
            cbor.WriteText(address);
            cbor.WriteUInt(0);
            cbor.WriteUInt((ulong)baud);
            cbor.WriteUInt(2);
            cbor.WriteUInt(480);
        }
        _machine.OnPlan(cbor.Buffer, 0, cbor.Position);
        Schedule(_clock.NowMicros);
    }

    /// <summary>Orders a search and runs until it has ended, and a minute.</summary>
    public void Search(int seconds, params (int Baud, int Parity)[] settings) =>
        SearchFor(seconds, [.. settings.Select(static setting => (setting.Baud, setting.Parity, 0))]);

    public void SearchFor(int seconds, params (int Baud, int Parity, int Protocol)[] settings)
    {
        var ordered = _clock.NowMicros;
        var argument = new CborWriter(new byte[256]);
        argument.WriteArray(3);
        argument.WriteUInt(0);
        argument.WriteUInt((ulong)seconds);
        argument.WriteArray(settings.Length);
        foreach (var (baud, parity, protocol) in settings)
        {
            argument.WriteArray(protocol == 0 ? 2 : 3);
            argument.WriteUInt((ulong)baud);
            argument.WriteUInt((ulong)parity);
            if (protocol != 0) argument.WriteUInt((ulong)protocol);
        }
        var bytes = Order(CommandType.Discover, argument);
        _machine.OnCommand(bytes, 0, bytes.Length);
        Schedule(ordered);
        while (End is null && _clock.NowMicros < ordered + ((seconds + 120) * 1_000_000L))
        {
            _clock.RunUntil(_clock.NowMicros + 1_000_000);
            Take((_clock.NowMicros - ordered) / 1e6);
        }
    }

    public long NowMicros => _clock.NowMicros;

    public void After(int seconds, Action action) => _clock.After(seconds * 1_000_000L, action);

    public void Run(int seconds) => _clock.RunUntil(_clock.NowMicros + (seconds * 1_000_000L));

    public void Configure(int baud, int parity, int stopBits)
    {
        _port.Setting = new SerialSetting(baud, (Parity)parity, stopBits);
        _count = 0;
    }

    public void Write(byte[] buffer, int offset, int count) => _port.Send(buffer.AsSpan(offset, count));

    public int Read(byte[] buffer, int offset, int count)
    {
        var taken = Math.Min(count, _count);
        _received.AsSpan(0, taken).CopyTo(buffer.AsSpan(offset));
        _received.AsSpan(taken, _count - taken).CopyTo(_received);
        _count -= taken;
        return taken;
    }

    /// <summary>Freezes the line and gives what came of it: state, reason, and the data's items.</summary>
    public (int State, string? Reason, List<FrozenMeter> Meters, (long At, long Asked, long Dated)? End) Freeze(uint identifier, int seconds)
    {
        var argument = new CborWriter(new byte[64]);
        argument.WriteArray(2);
        argument.WriteUInt(0);
        argument.WriteUInt(identifier);
        var bytes = Order(CommandType.Freeze, argument);
        _machine.OnCommand(bytes, 0, bytes.Length);
        Schedule(_clock.NowMicros);
        Run(seconds);
        var meters = new List<FrozenMeter>();
        (long, long, long)? end = null;
        var (state, reason) = (0, (string?)null);
        foreach (var body in _journal.TakeResults())
        {
            var result = new CborReader(body, 0, body.Length);
            result.ReadArray();
            result.SkipItem();
            result.SkipItem();
            state = (int)result.ReadUInt();
            reason = result.TryReadNull() ? null : result.ReadText();
            result.SkipItem();
            if (result.TryReadNull()) continue;
            var data = result.ReadBytes();
            for (var items = new CborReader(data, 0, data.Length); !items.AtEnd;)
            {
                Assert.Equal(3, items.ReadArray());
                if (data[items.Position] >> 5 != 2)
                {
                    end = (items.ReadInt(), (long)items.ReadUInt(), (long)items.ReadUInt());
                    continue;
                }
                var address = Convert.ToHexString([.. items.ReadBytes().Reverse()]);
                meters.Add(items.TryReadNull() ? new FrozenMeter(address, null, null, items.ReadText()) : new FrozenMeter(address, items.ReadInt(), Convert.ToHexString(items.ReadBytes()), null));
            }
        }
        return (state, reason, meters, end);
    }

    private byte[] Order(int type, CborWriter argument)
    {
        var id = ++_orders;
        var signed = new CborWriter(new byte[512]);
        signed.WriteArray(8);
        signed.WriteUInt(1);
        signed.WriteText("C-0001");
        signed.WriteUInt(id);
        signed.WriteUInt((ulong)type);
        signed.WriteNull();
        signed.WriteUInt(id);
        signed.WriteInt(UnixMilliseconds + 86_400_000);
        signed.WriteRaw(argument.Buffer, 0, argument.Position);
        var bytes = signed.Buffer[..signed.Position];
        var code = HMACSHA256.HashData(_key, bytes);
        var message = new CborWriter(new byte[1024]);
        message.WriteArray(4);
        message.WriteUInt(1);
        message.WriteUInt(id);
        message.WriteUInt((ulong)type);
        message.WriteArray(3);
        message.WriteUInt(1);
        message.WriteBytes(bytes, 0, bytes.Length);
        message.WriteBytes(code, 0, code.Length);
        return message.Buffer[..message.Position];
    }

    private void Take(double seconds)
    {
        foreach (var body in _journal.TakeResults())
        {
            var result = new CborReader(body, 0, body.Length);
            result.ReadArray();
            for (var i = 0; i < 5; i++) result.SkipItem();
            if (result.TryReadNull()) continue;
            var data = result.ReadBytes();
            var items = new CborReader(data, 0, data.Length);
            while (!items.AtEnd)
            {
                if (items.ReadArray() == 3)
                {
                    End = ((long)items.ReadUInt(), (long)items.ReadUInt(), items.ReadUInt() == 1);
                    Seconds = (Seconds.LastFound, seconds);
                    continue;
                }
                var address = data[items.Position] >> 5 == 3 ? items.ReadText() : Convert.ToHexString([.. items.ReadBytes().Reverse()]);
                var protocol = (int)items.ReadUInt();
                Found.Add(new FoundMeter(address, (int)items.ReadUInt(), (int)items.ReadUInt(), (int)items.ReadUInt(), protocol));
                Seconds = (seconds, Seconds.End);
            }
            Assert.False(items.Failed);
        }
    }

    private void Hear(ReadOnlySpan<byte> bytes, long nowMicros)
    {
        var taken = Math.Min(bytes.Length, _received.Length - _count);
        bytes[..taken].CopyTo(_received.AsSpan(_count));
        _count += taken;
        Schedule(nowMicros);
    }

    private void Schedule(long micros)
    {
        var at = (micros + 999) / 1000 * 1000;
        if (_step is { IsPending: true } step)
        {
            if (step.AtMicros <= at) return;
            step.Cancel();
        }
        _step = _clock.At(at, () =>
        {
            _machine.Step(_clock.NowMicros / 1000);
            if (_machine.NextWake is var wake && wake != long.MaxValue) Schedule(Math.Max(wake * 1000, _clock.NowMicros + 1000));
        });
    }
}
