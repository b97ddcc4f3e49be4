using System.Text;
using Wattline.Firmware.Meters.Exchange;
using Wattline.Firmware.Meters.Iec62056;
using Wattline.Firmware.Ports;
using Wattline.Simulators.Meters.Iec62056;
using Wattline.Simulators.Meters.Load;
using Wattline.Tests.Shared.Vectors;
using Xunit;

namespace Wattline.Tests.Vectors;

/// <summary>IEC 62056-21 and P1: firmware takes the telegrams of the vectors; its master and a simulated meter change speed together.</summary>
public sealed class Iec62056Tests
{
    public static TheoryData<string> All() => [.. VectorFile.Load("iec62056-21").Select(v => v.Id)];

    [Theory]
    [MemberData(nameof(All))]
    public void Firmware_takes_what_is_valid_and_nothing_else(string id)
    {
        var vector = VectorFile.Load("iec62056-21").Single(v => v.Id == id);
        bool isP1 = vector.Text("says kind") == "p1" || (!vector.Valid && vector.Frame[0] != 2);
        int[] rejects = new int[FrameReject.Count];
        var scanner = new FrameScanner(isP1 ? new P1Shape() : new IecShape(), IecLimits.ScanBytes, rejects, -1);
        scanner.Feed(vector.Frame, 0, vector.Frame.Length);
        bool found = scanner.TryRead();
        while (!found && scanner.Pending)
        {
            scanner.Flush();
            found = scanner.TryRead();
        }

        // An acknowledgement is the master's own word.
        Assert.Equal(vector.Valid && vector.Text("says kind") != "acknowledgement", found);
        Assert.True(vector.Refuse != "crc" || rejects[FrameReject.BadChecksum] > 0);
        if (isP1 && found)
        {
            var listener = new P1Listener(new Bytes(vector.Frame), hasParity: false);
            listener.Step(0);
            listener.Step(IecLimits.BytePauseMax);
            Assert.Equal(1, listener.Telegrams);
        }
    }

    [Theory]
    [InlineData('5', 9600, 9600)]
    [InlineData('6', 9600, 9600)]
    [InlineData('4', 19200, 4800)]
    [InlineData('0', 19200, 300)]
    [InlineData('x', 19200, 300)]
    public void The_data_come_at_the_speed_that_both_can(char speed, int most, int baud)
    {
        var (line, meter, master) = Put(speed);
        Assert.Equal(ExchangeOutcome.Answered, Read(line, master, most));
        Assert.Equal((baud, baud), (master.Baud, meter.Baud));
        Assert.StartsWith("/WTL" + speed, Encoding.ASCII.GetString(master.Identification, 0, master.IdentificationLength), StringComparison.Ordinal);
        Assert.Equal(1_234_567, Number(master, "1.8.0", 3));
    }

    [Fact]
    public void In_mode_B_the_meter_changes_speed_without_being_told()
    {
        var (line, _, master) = Put('C');
        Assert.Equal(ExchangeOutcome.Answered, Read(line, master, 19200));
        Assert.Equal(2400, master.Baud);
    }

    [Fact]
    public void A_turned_bit_is_noise_and_a_dead_meter_silence()
    {
        var (line, meter, master) = Put('5');
        line.Spoil = bytes => { if (bytes.Length > 60) bytes[40] ^= 1; return bytes; };
        Assert.Equal((ExchangeOutcome.Noise, 0), (Read(line, master, 9600), master.DataLength));
        Assert.Equal(1, master.Rejects[FrameReject.BadChecksum]);
        meter.IsDead = true;
        Assert.Equal(ExchangeOutcome.Silent, Read(line, master, 9600));
    }

    [Theory]
    [InlineData("1.8.0(001234.567*kWh)", 3, true, 1234567)]
    [InlineData("1.8.0(001234.567*kWh)", 5, true, 123456700)]
    [InlineData("1.8.0(001234.567*kWh)", 2, false, 0)]
    [InlineData("1.8.0(-000.81*kW)", 2, true, -81)]
    [InlineData("1.8.0( 001.67*kW)", 2, true, 167)]
    [InlineData("1.8.0(12345678901234567890*kWh)", 0, false, 0)]
    [InlineData("1.8.0(1.2.3)", 3, false, 0)]
    [InlineData("1.8.0()", 0, false, 0)]
    [InlineData("1.8.0(--1)", 0, false, 0)]
    [InlineData("1.8.0(9223372036854775)", 9, false, 0)]
    public void A_number_keeps_every_decimal_or_is_none(string line, int decimals, bool isNumber, long value)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(line);
        var reader = new IecDataReader();
        reader.Begin(bytes, 0, bytes.Length);
        Assert.True(reader.NextObject() && reader.NextValue());
        Assert.Equal((isNumber, value), (reader.TryNumber(decimals, out long read), read));
    }

    [Fact]
    public void A_telegram_of_P1_comes_whole_or_not_at_all()
    {
        byte[] telegram = P1Meter.Telegram(new MeteredLoad(new LoadProfile([1500]), startWattHours: 42_000), new DateTime(2026, 3, 1, 8, 0, 0), 0);
        for (int cut = 0; cut <= telegram.Length; cut += 7)
        {
            var listener = new P1Listener(new Bytes([.. "garbage"u8, .. telegram[..cut], .. telegram]), hasParity: false);
            listener.Step(0);
            listener.Step(IecLimits.BytePauseMax);
            listener.Step(2 * IecLimits.BytePauseMax);
            Assert.Equal(Encoding.ASCII.GetString(telegram).TrimEnd('\n'), Encoding.ASCII.GetString(listener.Data, 0, listener.DataLength));
        }
    }

    private static (SpeedLine Line, IecMeter Meter, IecMaster Master) Put(char speed)
    {
        var meter = new IecMeter("12345678", speed, new MeteredLoad(new LoadProfile([1500]), startWattHours: 1_234_567));
        var line = new SpeedLine(meter);
        return (line, meter, new IecMaster(line));
    }

    private static int Read(SpeedLine line, IecMaster master, int baudMax)
    {
        byte[] address = Encoding.ASCII.GetBytes("12345678");
        master.Begin(address, address.Length, baudMax, line.Now);
        return line.Finish(master);
    }

    private static long Number(IecMaster master, string address, int decimals)
    {
        var reader = new IecDataReader();
        reader.Begin(master.Data, 0, master.DataLength);
        while (reader.NextObject())
        {
            if (Encoding.ASCII.GetString(master.Data, reader.AddressStart, reader.AddressLength) == address)
            {
                Assert.True(reader.NextValue());
                Assert.True(reader.TryNumber(decimals, out long value));
                return value;
            }
        }

        throw new InvalidDataException(address);
    }

    private sealed class Bytes(byte[] bytes) : ISerialLine
    {
        private int _at;

        public void Configure(int baud, int parity, int stopBits)
        {
        }

        public void Write(byte[] buffer, int offset, int count)
        {
        }

        public int Read(byte[] buffer, int offset, int count)
        {
            int read = Math.Min(count, bytes.Length - _at);
            Array.Copy(bytes, _at, buffer, offset, read);
            _at += read;
            return read;
        }
    }

    /// <summary>A line at true wire time on which who speaks at another speed is not understood.</summary>
    private sealed class SpeedLine(IecMeter meter) : ISerialLine
    {
        private readonly Queue<(double At, int Baud, byte Value)> _onWire = new();
        private int _baud = 300;

        public long Now { get; private set; }

        public Func<byte[], byte[]> Spoil { get; set; } = bytes => bytes;

        public void Configure(int baud, int parity, int stopBits)
        {
            Assert.Equal((0, 1), (parity, stopBits));
            _baud = baud;
        }

        public void Write(byte[] buffer, int offset, int count)
        {
            byte[] bytes = buffer[offset..(offset + count)];
            if (_baud != meter.Baud && bytes[0] != 0xAF)
                return;
            double at = Now + (count * 10_000.0 / _baud);
            int before = bytes[0] == 0xAF ? 300 : meter.Baud;
            if (meter.Hear(bytes, (long)(at * 1000)) is not { } answer)
                return;
            at += answer.DelayMicros / 1000.0;
            byte[] said = Spoil(answer.Bytes.ToArray());
            for (int i = 0; i < said.Length; i++)
            {
                // The identification comes at 300 baud, what follows the change at the new speed.
                bool isIdentification = said[0] == 0xAF && i <= Array.IndexOf(said, (byte)0x0A);
                int baud = isIdentification ? before : meter.Baud;
                at += 10_000.0 / baud;
                _onWire.Enqueue((at, baud, said[i]));
            }
        }

        public int Read(byte[] buffer, int offset, int count)
        {
            int read = 0;
            while (read < count && _onWire.Count > 0 && _onWire.Peek().At <= Now)
            {
                var (_, baud, value) = _onWire.Dequeue();
                buffer[offset + read++] = baud == _baud ? value : (byte)(value ^ 0x5A);
            }

            return read;
        }

        public int Finish(IecMaster master)
        {
            long guard = Now + 120_000;
            while (master.Busy)
            {
                Assert.True(Now < guard, "the readout does not end");
                Now = Math.Max(Now + 1, Math.Min(master.NextWake, _onWire.Count == 0 ? long.MaxValue : (long)Math.Ceiling(_onWire.Peek().At)));
                master.Step(Now);
            }

            return master.Outcome;
        }
    }
}
