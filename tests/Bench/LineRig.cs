using Wattline.Firmware;
using Wattline.Firmware.Cbor;
using Wattline.Firmware.Ports;
using Wattline.Firmware.Storage;
using Wattline.Simulators.Meters;
using Wattline.Simulators.Meters.Load;
using Wattline.Simulators.Physics;

namespace Wattline.Tests.Bench;

/// <summary>The firmware on one line of simulated meters at true wire time, stepped at ticks as a board's timer does it; its flash takes everything at once.</summary>
internal sealed class LineRig : ISerialLine, IWallClock
{
    private readonly byte[] _received = new byte[512];
    private readonly byte[] _sent = new byte[512];
    private readonly List<ILineSlave> _meters = [];
    private readonly HashSet<ILineSlave> _dead = [];
    private readonly VirtualClock _clock = new();
    private readonly LinePort _port;
    private readonly LineLoad _load;
    private readonly ConcentratorMachine _machine;
    private ClockEvent? _step;
    private int _count;
    private int _sentCount;
    private int _slots;
    private long _heardMicros;

    /// <param name="load">The meters and the plan.</param>
    /// <param name="journal">Opens the flash on the rig's clock; null: one that costs nothing.</param>
    public LineRig(LineLoad load, Func<IWallClock, IJournal>? journal = null)
    {
        _load = load;
        var wire = new Rs485Line(_clock, 1);
        var setting = load.Kind.Setting(load.Baud);
        for (var i = 0; i < load.Meters; i++)
        {
            var meter = load.Kind.Make(i);
            load.Kind.SetDelay(meter, load.AnswerDelayMilliseconds * 1000L);
            SetDead(meter, load.IsDead(i));
            meter.Tune(load.Baud, setting.BitsPerCharacter);
            _meters.Add(meter);
            LinePort port = null!;
            port = wire.Attach(load.Kind.Address(i), setting, (bytes, now) =>
            {
                if (meter.Hear(bytes, now) is { } answer)
                    port.SendAfter(answer.DelayMicros, answer.Bytes.Span);
            });
        }
        _port = wire.AttachMaster(setting, Hear);
        _machine = new ConcentratorMachine("C-0001", journal?.Invoke(this) ?? new NoJournal(), [this], this, null);
        _machine.Start(0);
        var plan = Plan(1);
        _machine.OnPlan(plan, 0, plan.Length);
        Schedule(0);
        RoundSeconds();
    }

    public bool IsValid => true;

    public long UnixMilliseconds => VirtualClock.Start.ToUnixTimeMilliseconds() + (_clock.NowMicros / 1000);

    public ConcentratorMachine Machine => _machine;

    /// <summary>Bytes that the firmware allocated in its steps.</summary>
    public long Allocated { get; private set; }

    /// <summary>The meters that live, of those that are counted as dead, die or come back.</summary>
    public void Kill(bool dead)
    {
        for (var i = 0; i < _meters.Count; i++)
            SetDead(_meters[i], dead && _load.IsDead(i));
    }

    private void SetDead(ILineSlave meter, bool isDead)
    {
        _load.Kind.SetDead(meter, isDead);
        if (isDead) _dead.Add(meter);
        else _dead.Remove(meter);
    }

    /// <summary>From now on all meters take so long to answer.</summary>
    public void Slow(int milliseconds)
    {
        foreach (var meter in _meters)
            _load.Kind.SetDelay(meter, milliseconds * 1000L);
    }

    /// <summary>Runs a slot: seconds from its start to the last byte of the living.</summary>
    public double RoundSeconds()
    {
        var start = _slots++ * _load.EverySeconds * 1_000_000L;
        var before = _machine.Lines[0].ReadsOk;
        _clock.RunUntil(start + (_load.EverySeconds * 1_000_000L) - 1);
        var reads = _machine.Lines[0].ReadsOk - before;
        var expected = (_meters.Count - _dead.Count) * _load.Questions;
        if (reads != expected)
            throw new InvalidOperationException($"{reads} reads in a slot, not {expected}.");
        return (_heardMicros - start) / 1e6;
    }

    public void Configure(int baud, int parity, int stopBits) => _port.Setting = new SerialSetting(baud, (Parity)parity, stopBits);

    public void Write(byte[] buffer, int offset, int count)
    {
        // Sent when the step is over: what the wire allocates is not the firmware's.
        buffer.AsSpan(offset, count).CopyTo(_sent.AsSpan(_sentCount));
        _sentCount += count;
    }

    public int Read(byte[] buffer, int offset, int count)
    {
        var taken = Math.Min(count, _count);
        _received.AsSpan(0, taken).CopyTo(buffer.AsSpan(offset));
        _received.AsSpan(taken, _count - taken).CopyTo(_received);
        _count -= taken;
        return taken;
    }

    public void Set(long unixMilliseconds)
    {
    }

    private void Hear(ReadOnlySpan<byte> bytes, long nowMicros)
    {
        bytes.CopyTo(_received.AsSpan(_count));
        _count += bytes.Length;
        _heardMicros = nowMicros;
        Schedule(nowMicros);
    }

    // A tick between two that have nothing to do changes nothing, and is left out.
    private void Schedule(long micros)
    {
        var at = (micros + _load.TickMicros - 1) / _load.TickMicros * _load.TickMicros;
        if (_step is { IsPending: true } step)
        {
            if (step.AtMicros <= at)
                return;
            step.Cancel();
        }
        _step = _clock.At(at, Step);
    }

    private void Step()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        _machine.Step(_clock.NowMicros / 1000);
        Allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        if (_sentCount > 0)
            _port.Send(_sent.AsSpan(0, _sentCount));
        _sentCount = 0;
        if (_machine.NextWake is var wake && wake != long.MaxValue)
            Schedule(Math.Max(wake * 1000, _clock.NowMicros + _load.TickMicros));
    }

    /// <summary>The plan as the gateway sends it.</summary>
    public byte[] Plan(int version)
    {
        var cbor = new CborWriter(new byte[16384]);
        cbor.WriteArray(6);
        cbor.WriteUInt(2);
        cbor.WriteUInt((ulong)version);
        cbor.WriteUInt((ulong)_load.EverySeconds);
        cbor.WriteUInt(0);
        cbor.WriteArray(1);
        cbor.WriteArray(3);
        cbor.WriteUInt((ulong)_load.Kind.Protocol);
        if (_load.Kind.Tags is { Length: > 0 } tags) Write(cbor, tags);
        else Write(cbor, _load.Reads);
        cbor.WriteArray(0);
        cbor.WriteArray(_load.Meters);
        for (var meter = 0; meter < _load.Meters; meter++)
        {
            cbor.WriteArray(6);
            cbor.WriteUInt(0);
            cbor.WriteText(_load.Kind.Address(meter));
            cbor.WriteUInt(0);
            cbor.WriteUInt((ulong)_load.Baud);
            cbor.WriteUInt((ulong)_load.Kind.Setting(_load.Baud).Parity);
            cbor.WriteInt(0);
        }
        return cbor.Buffer[..cbor.Position];
    }

    private static void Write(CborWriter cbor, LineRead[] reads)
    {
        cbor.WriteArray(reads.Length);
        foreach (var read in reads)
        {
            cbor.WriteArray(2);
            cbor.WriteUInt(read.Identifier);
            cbor.WriteArray(read.Channels);
            for (var channel = 0; channel < read.Channels; channel++)
                WriteChannel(cbor, $"1-0:{read.Identifier >> 16 & 0xFF}.{read.Identifier >> 24}.{channel}", read.Decimals);
        }
    }

    private static void Write(CborWriter cbor, (string Tag, int[] Decimals)[] tags)
    {
        cbor.WriteArray(tags.Length);
        foreach (var (tag, decimals) in tags)
        {
            cbor.WriteArray(2);
            cbor.WriteBytes(Convert.FromHexString(tag), 0, tag.Length / 2);
            cbor.WriteArray(decimals.Length);
            for (var channel = 0; channel < decimals.Length; channel++)
                WriteChannel(cbor, $"1-0:{channel + 1}.7.0", decimals[channel]);
        }
    }

    private static void WriteChannel(CborWriter cbor, string obis, int decimals)
    {
        cbor.WriteArray(2);
        cbor.WriteText(obis);
        cbor.WriteUInt((ulong)decimals);
    }
}
