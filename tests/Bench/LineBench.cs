using Wattline.Firmware;
using Wattline.Firmware.Cbor;
using Wattline.Firmware.Ports;
using Wattline.Firmware.Storage;
using Wattline.Simulators.Meters;
using Wattline.Simulators.Meters.Load;
using Wattline.Simulators.Physics;

namespace Wattline.Tests.Bench;

/// <summary>
/// How much of an RS-485 line the firmware uses: the time of a round of 32 meters against the wire's own limit
/// T1 = (request + answer) x 11 bits / baud + the meter's answer delay of 20 ms, no pause of ours.
/// </summary>
internal static class LineBench
{
    private const int Meters = 32;
    private const int Rounds = 20;
    private const int EverySeconds = 60;

    // 4 x FE and 16 bytes ask; 4 x FE, 16 bytes and the value answer (DL/T 645-2007 5.2).
    private const int RequestCharacters = 20;
    private const int BitsPerCharacter = 11;
    private const double AnswerDelaySeconds = 0.020;

    public static void Run()
    {
        Console.WriteLine();
        Console.WriteLine($"line: {Meters} meters, answer delay 20 ms, firmware stepped at ticks of 1 ms, mean of {Rounds} rounds");
        Console.WriteLine("  baud  read            limit s   round s   utilisation");
        foreach (var baud in new[] { 2400, 9600 })
        {
            Measure(baud, "one register", 0x00010000, 1);
            Measure(baud, "block of five", 0x0001FF00, 5);
        }
    }

    private static void Measure(int baud, string name, uint identifier, int channels)
    {
        var clock = new VirtualClock();
        var wire = new Rs485Line(clock, 1);
        var setting = SerialSetting.Dlt645 with { Baud = baud };
        for (var i = 0; i < Meters; i++)
        {
            var meter = new SimulatedMeter(new MeterSettings { Address = Address(i), Preamble = 4 }, LoadProfile.Household(i, VirtualClock.Start.DateTime));
            LinePort port = null!;
            port = wire.Attach(Address(i), setting, (bytes, now) =>
            {
                if (meter.Hear(bytes, now) is { } answer)
                    port.SendAfter(answer.DelayMicros, answer.Bytes.Span);
            });
        }
        var board = new Board(clock, wire, setting);
        board.Start(Plan(identifier, channels, baud));
        var limit = Meters * ((RequestCharacters + 20 + 4 * channels) * BitsPerCharacter / (double)baud + AnswerDelaySeconds);
        var total = 0.0;
        for (var round = 1; round <= Rounds; round++)
        {
            var slot = round * EverySeconds * 1_000_000L;
            clock.RunUntil(slot + (EverySeconds - 1) * 1_000_000L);
            if (board.Reads != Meters * (round + 1))
                throw new InvalidOperationException($"{board.Reads} reads after {round + 1} rounds of {Meters}.");
            total += (board.LastHeardMicros - slot) / 1e6;
        }
        var mean = total / Rounds;
        Console.WriteLine($"  {baud,4}  {name,-14}  {limit,7:F3}   {mean,7:F3}   {limit / mean,8:P2}");
    }

    private static string Address(int meter) => $"2026{meter + 1:D8}";

    private static byte[] Plan(uint identifier, int channels, int baud)
    {
        var cbor = new CborWriter(new byte[4096]);
        cbor.WriteArray(5);
        cbor.WriteUInt(1);
        cbor.WriteUInt(1);
        cbor.WriteUInt(EverySeconds);
        cbor.WriteArray(1);
        cbor.WriteArray(2);
        cbor.WriteUInt(0);
        cbor.WriteArray(1);
        cbor.WriteArray(2);
        cbor.WriteUInt(identifier);
        cbor.WriteArray(channels);
        for (var channel = 0; channel < channels; channel++)
        {
            cbor.WriteArray(2);
            cbor.WriteText($"1-0:1.8.{channel}");
            cbor.WriteUInt(2);
        }
        cbor.WriteArray(Meters);
        for (var meter = 0; meter < Meters; meter++)
        {
            cbor.WriteArray(4);
            cbor.WriteUInt(0);
            cbor.WriteText(Address(meter));
            cbor.WriteUInt(0);
            cbor.WriteUInt((ulong)baud);
        }
        return cbor.Buffer[..cbor.Position];
    }

    /// <summary>A board that steps the firmware once a millisecond.</summary>
    private sealed class Board : ISerialLine, IWallClock
    {
        private readonly byte[] _received = new byte[512];
        private readonly VirtualClock _clock;
        private readonly LinePort _port;
        private readonly ConcentratorMachine _machine;
        private int _count;

        public Board(VirtualClock clock, Rs485Line wire, SerialSetting setting)
        {
            _clock = clock;
            _port = wire.AttachMaster(setting, (bytes, now) =>
            {
                bytes.CopyTo(_received.AsSpan(_count));
                _count += bytes.Length;
                LastHeardMicros = now;
            });
            _machine = new ConcentratorMachine("C-0001", new NoJournal(), [this], this, null);
        }

        public long LastHeardMicros { get; private set; }

        public int Reads => _machine.Lines[0].ReadsOk;

        public bool IsValid => true;

        public long UnixMilliseconds => VirtualClock.Start.ToUnixTimeMilliseconds() + _clock.NowMicros / 1000;

        public void Start(byte[] plan)
        {
            _machine.Start(0);
            _machine.OnPlan(plan, 0, plan.Length);
            Tick();
        }

        public void Configure(int baud, int parity, int stopBits) => _port.Setting = new SerialSetting(baud, (Parity)parity, stopBits);

        public void Write(byte[] buffer, int offset, int count) => _port.Send(buffer.AsSpan(offset, count));

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

        private void Tick()
        {
            _machine.Step(_clock.NowMicros / 1000);
            _clock.After(1000, Tick);
        }
    }

    /// <summary>The line is measured, not the flash.</summary>
    private sealed class NoJournal : IJournal
    {
        private readonly Dictionary<int, byte[]> _states = [];
        private long _sequence;

        public ulong Epoch => 1;

        public int BodyBytesMax => 16000;

        public bool CanKeep(int key, int length) => true;

        public long Append(int stream, byte[] body, int offset, int count, long now) => ++_sequence;

        public bool Commit() => true;

        public byte[]? GetState(int key) => _states.GetValueOrDefault(key);

        public bool SetState(int key, byte[] value)
        {
            _states[key] = value;
            return true;
        }

        public void Visit(int stream, IRecordVisitor visitor)
        {
        }
    }
}
