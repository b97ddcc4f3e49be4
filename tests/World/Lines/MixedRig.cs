using Wattline.Firmware;
using Wattline.Firmware.Cbor;
using Wattline.Firmware.Ports;
using Wattline.Firmware.Storage;
using Wattline.Simulators.Meters;
using Wattline.Simulators.Physics;
using Xunit;

namespace Wattline.Tests.World.Lines;

/// <summary>What a meter gave in a slot.</summary>
internal sealed record SlotEntry(long Slot, int Meter, int Cause, long?[] Values);

/// <summary>A read of a plan: what is asked for, and the decimals of its channels.</summary>
internal sealed record MixedRead(string Tag, params int[] Decimals);

/// <summary>The firmware on one line at true wire time, with meters of several protocols, speeds and check bits.</summary>
internal sealed class MixedRig : ISerialLine, IWallClock
{
    private readonly byte[] _received = new byte[1024];
    private readonly VirtualClock _clock = new();
    private readonly MixedJournal _journal = new();
    private readonly LinePort _port;
    private readonly List<(int Protocol, MixedRead[] Reads)> _templates = [];
    private readonly List<(string Address, int Template, int Baud, int Parity)> _planned = [];
    private ClockEvent? _step;
    private int _count;

    public MixedRig(int seed)
    {
        Wire = new Rs485Line(_clock, seed);
        _port = Wire.AttachMaster(SerialSetting.Dlt645, Hear);
        Machine = new ConcentratorMachine("C-0001", _journal, [this], this, null);
        Machine.Start(0);
    }

    public bool IsValid => true;

    public long UnixMilliseconds => VirtualClock.Start.ToUnixTimeMilliseconds() + (_clock.NowMicros / 1000);

    public long NowMicros => _clock.NowMicros;

    public ConcentratorMachine Machine { get; }

    public Rs485Line Wire { get; }

    /// <summary>Every question that went out.</summary>
    public List<(long AtMicros, byte[] Bytes)> Sent { get; } = [];

    /// <summary>Connects a slave, and gives the microseconds of its answers' starts.</summary>
    public void Attach(ILineSlave slave, int baud, Parity parity)
    {
        var setting = new SerialSetting(baud, parity, 1);
        slave.Tune(baud, setting.BitsPerCharacter);
        LinePort port = null!;
        port = Wire.Attach("slave", setting, (bytes, now) =>
        {
            if (slave.Hear(bytes, now) is { } answer) port.SendAfter(answer.DelayMicros, answer.Bytes.Span);
        });
    }

    /// <summary>Plans a meter.</summary>
    public void Plan(string address, int protocol, int baud, int parity, params MixedRead[] reads)
    {
        var template = _templates.FindIndex(one => one.Protocol == protocol && one.Reads.Select(r => r.Tag).SequenceEqual(reads.Select(r => r.Tag)));
        if (template < 0)
        {
            template = _templates.Count;
            _templates.Add((protocol, reads));
        }
        _planned.Add((address, template, baud, parity));
    }

    /// <summary>The plan takes effect.</summary>
    public void Read(int everySeconds, int version = 1)
    {
        var cbor = new CborWriter(new byte[16384]);
        cbor.WriteArray(6);
        cbor.WriteUInt(2);
        cbor.WriteUInt((ulong)version);
        cbor.WriteUInt((ulong)everySeconds);
        cbor.WriteUInt(0);
        cbor.WriteArray(_templates.Count);
        foreach (var (protocol, reads) in _templates)
        {
            cbor.WriteArray(3);
            cbor.WriteUInt((ulong)protocol);
            cbor.WriteArray(reads.Length);
            for (var i = 0; i < reads.Length; i++)
            {
                cbor.WriteArray(2);
                var tag = Convert.FromHexString(reads[i].Tag);
                if (protocol < 2) cbor.WriteUInt(Convert.ToUInt32(reads[i].Tag, 16));
                else cbor.WriteBytes(tag, 0, tag.Length);
                cbor.WriteArray(reads[i].Decimals.Length);
                for (var channel = 0; channel < reads[i].Decimals.Length; channel++)
                {
                    cbor.WriteArray(2);
                    cbor.WriteText($"1-0:{i + 1}.{channel + 1}.0");
                    cbor.WriteUInt((ulong)reads[i].Decimals[channel]);
                }
            }
            cbor.WriteArray(0);
        }
        cbor.WriteArray(_planned.Count);
        foreach (var (address, template, baud, parity) in _planned)
        {
            cbor.WriteArray(6);
            cbor.WriteUInt(0);
            cbor.WriteText(address);
            cbor.WriteUInt((ulong)template);
            cbor.WriteUInt((ulong)baud);
            cbor.WriteUInt((ulong)parity);
            cbor.WriteUInt(480);
        }
        var refused = Machine.PlansRefused;
        Machine.OnPlan(cbor.Buffer, 0, cbor.Position);
        Assert.Equal(refused, Machine.PlansRefused);
        Schedule(_clock.NowMicros);
    }

    public void Run(int seconds) => _clock.RunUntil(_clock.NowMicros + (seconds * 1_000_000L));

    public void At(int second, Action action) => _clock.At(second * 1_000_000L, action);

    public List<SlotEntry> Entries()
    {
        var entries = new List<SlotEntry>();
        foreach (var (stream, body) in _journal.Bodies)
        {
            if (stream != Streams.Readings) continue;
            var reader = new CborReader(body, 0, body.Length);
            Assert.Equal(4, reader.ReadArray());
            reader.SkipItem();
            reader.SkipItem();
            var slot = (long)reader.ReadUInt() - VirtualClock.Start.ToUnixTimeSeconds();
            for (var count = reader.ReadArray(); count > 0; count--)
            {
                reader.ReadArray();
                var (meter, cause) = ((int)reader.ReadUInt(), (int)reader.ReadUInt());
                reader.SkipItem();
                reader.SkipItem();
                var values = new long?[reader.ReadArray()];
                for (var i = 0; i < values.Length; i++) values[i] = reader.TryReadNull() ? null : reader.ReadInt();
                entries.Add(new SlotEntry(slot, meter, cause, values));
            }
        }
        return entries;
    }

    /// <summary>Events of a code: the meter, and the detail's text.</summary>
    public List<(int Meter, string Detail)> Events(string code)
    {
        var events = new List<(int, string)>();
        foreach (var (stream, body) in _journal.Bodies)
        {
            if (stream != Streams.Events) continue;
            var reader = new CborReader(body, 0, body.Length);
            reader.ReadArray();
            if (reader.ReadText() != code) continue;
            reader.ReadArray();
            reader.SkipItem();
            var meter = (int)reader.ReadUInt();
            reader.SkipItem();
            reader.SkipItem();
            reader.ReadArray();
            events.Add((meter, reader.ReadText()));
        }
        return events;
    }

    public void Configure(int baud, int parity, int stopBits)
    {
        _port.Setting = new SerialSetting(baud, (Parity)parity, stopBits);
        _count = 0;
    }

    public void Write(byte[] buffer, int offset, int count)
    {
        Sent.Add((_clock.NowMicros, buffer.AsSpan(offset, count).ToArray()));
        _port.Send(buffer.AsSpan(offset, count));
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
            Machine.Step(_clock.NowMicros / 1000);
            if (Machine.NextWake is var wake && wake != long.MaxValue) Schedule(Math.Max(wake * 1000, _clock.NowMicros + 1000));
        });
    }
}
