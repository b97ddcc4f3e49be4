using System.Globalization;
using Wattline.Firmware;
using Wattline.Firmware.Cbor;
using Wattline.Firmware.Ports;
using Wattline.Firmware.Storage;
using Wattline.Tests.Firmware.Concentrator.Meters;

namespace Wattline.Tests.Firmware.Concentrator.Lines;

/// <summary>One entry of the journal, decoded.</summary>
internal sealed record Entry(long Plan, long Slot, int Meter, int Cause, long Offset, long?[] Values, long Kind = 0, int? Task = null, int Source = 0, long? Began = null);

/// <summary>A concentrator with one line on simulated time, and meters that are functions.</summary>
internal sealed class Cabinet : IWallClock
{
    public const long Midnight = 1772323200; // 2026-03-01T00:00:00Z

    private static readonly string[] _ofMeters = ["power_down", "events_passed", "meter_clock_set", "meter_clock_off", "meter_silent", "meter_back", "memory_gap"];

    private readonly string _name = "cabinet-1";
    private long _wallAtZero = Midnight * 1000;
    private long _bootedAt;

    public Cabinet()
    {
        Line = new ScriptedLine(() => Now) { Answer = AnswerOf };
        Machine = Boot();
    }

    /// <summary>Real time, milliseconds; uptime is counted from the last boot.</summary>
    public long RealTime { get; private set; }

    public long Now => RealTime - _bootedAt;

    public MemoryJournal Journal { get; } = new();

    public ScriptedLine Line { get; }

    public ConcentratorMachine Machine { get; private set; }

    /// <summary>Address and identifier to the payload without identifier (hexadecimal, as sent before +33H), "D1" or null.</summary>
    public Func<string, uint, string?> Meter { get; set; } = (_, _) => null;

    /// <summary>The same for a question with more than an identifier: its whole data.</summary>
    public Func<byte[], string?> Records { get; set; } = _ => "D1";

    /// <summary>What the line does to an answer.</summary>
    public Func<string, string?> Distort { get; set; } = hex => hex;

    public bool IsValid { get; set; } = true;

    public long UnixMilliseconds => _wallAtZero + RealTime;

    /// <summary>The clock jumps by itself.</summary>
    public void JumpClock(long milliseconds) => _wallAtZero += milliseconds;

    public void Set(long unixMilliseconds)
    {
        _wallAtZero = unixMilliseconds - RealTime;
        IsValid = true;
    }

    public static string Bcd(long value, int bytes, bool minus = false)
    {
        var digits = value.ToString(CultureInfo.InvariantCulture).PadLeft(bytes * 2, '0');
        var data = Convert.FromHexString(digits);
        Array.Reverse(data);
        data[^1] |= (byte)(minus ? 0x80 : 0);
        return Convert.ToHexString(data);
    }

    /// <summary>Writes a plan with one template for all meters on line 0.</summary>
    public static byte[] Plan(int version, int meters, uint[] identifiers, int every = 900, int baud = 2400, int channels = 1, int decimals = 2)
    {
        var writer = new CborWriter(new byte[16384]);
        writer.WriteArray(5);
        writer.WriteUInt(1);
        writer.WriteUInt((ulong)version);
        writer.WriteUInt((ulong)every);
        writer.WriteArray(1);
        writer.WriteArray(2);
        writer.WriteUInt(0);
        writer.WriteArray(identifiers.Length);
        foreach (var identifier in identifiers)
        {
            writer.WriteArray(2);
            writer.WriteUInt(identifier);
            writer.WriteArray(channels);
            for (var i = 0; i < channels; i++)
            {
                writer.WriteArray(2);
                writer.WriteText("1-0:1.8." + i.ToString(CultureInfo.InvariantCulture));
                writer.WriteUInt((ulong)(identifier >> 24 == 2 ? 1 : decimals));
            }
        }

        writer.WriteArray(meters);
        for (var i = 0; i < meters; i++)
        {
            writer.WriteArray(4);
            writer.WriteUInt(0);
            writer.WriteText(Address(i));
            writer.WriteUInt(0);
            writer.WriteUInt((ulong)baud);
        }

        Xunit.Assert.False(writer.Overflow);
        return writer.Buffer[..writer.Position];
    }

    public static string Address(int meter) => (100 + meter).ToString("D12", CultureInfo.InvariantCulture);

    public void TakePlan(byte[] plan) => Machine.OnPlan(plan, 0, plan.Length);

    public void Run(long milliseconds)
    {
        var end = RealTime + milliseconds;
        while (RealTime < end)
        {
            Machine.Step(Now);
            var next = Math.Min(Machine.NextWake, Line.NextByteAt);
            RealTime = next >= end - _bootedAt ? end : Math.Max(RealTime, _bootedAt + next);
        }

        Machine.Step(Now);
    }

    /// <summary>Time passes without a step.</summary>
    public void Sleep(long milliseconds) => RealTime += milliseconds;

    /// <summary>Steps every millisecond, as a board's timer does.</summary>
    public void Tick(long milliseconds)
    {
        for (var i = 0; i < milliseconds; i++)
        {
            RealTime++;
            Machine.Step(Now);
        }
    }

    public void Restart(long downFor, bool crash = true)
    {
        if (crash)
            Journal.Crash();
        RealTime += downFor;
        _bootedAt = RealTime;
        Machine = Boot();
    }

    /// <summary>Entries of slots; those of tasks are <see cref="Remembered"/>.</summary>
    public List<Entry> Entries() => [.. AllEntries().Where(entry => entry is { Task: null, Began: null })];

    /// <summary>Entries of windows whose time was not known.</summary>
    public List<Entry> Undated() => [.. AllEntries().Where(entry => entry.Began is not null)];

    /// <summary>Entries of tasks.</summary>
    public List<Entry> Remembered() => [.. AllEntries().Where(entry => entry.Task is not null)];

    private List<Entry> AllEntries()
    {
        var entries = new List<Entry>();
        foreach (var (stream, message) in Journal.Messages)
        {
            if (stream != Streams.Readings)
                continue;
            var reader = OpenBody(message);
            var parts = reader.ReadArray();
            Xunit.Assert.InRange(parts, 4, 6);
            var first = entries.Count;
            var plan = (long)reader.ReadUInt();
            var kind = (long)reader.ReadUInt();
            long? began = null;
            if (reader.IsArrayNext)
            {
                Xunit.Assert.Equal(1, reader.ReadArray());
                began = (long)reader.ReadUInt();
            }

            var slot = began is null ? (long)reader.ReadUInt() : Midnight - 1;
            var count = reader.ReadArray();
            for (var i = 0; i < count; i++)
            {
                Xunit.Assert.Equal(5, reader.ReadArray());
                var meter = (int)reader.ReadUInt();
                var cause = (int)reader.ReadUInt();
                var source = (int)reader.ReadUInt();
                var offset = reader.ReadInt();
                var values = new long?[reader.ReadArray()];
                for (var v = 0; v < values.Length; v++)
                    values[v] = reader.TryReadNull() ? null : reader.ReadInt();
                entries.Add(new Entry(plan, slot - Midnight, meter, cause, offset, values, kind, null, source, began));
            }

            if (parts > 4)
            {
                var task = (int)reader.ReadUInt();
                var step = parts > 5 ? (int)reader.ReadUInt() : 0;
                for (var i = first; i < entries.Count; i++)
                    entries[i] = entries[i] with { Task = task, Slot = entries[i].Slot + ((i - first) * step) };
            }

            Xunit.Assert.True(reader.AtEnd);
        }

        return entries;
    }

    /// <summary>Codes of the events, with their counters and the numbers of their details.</summary>
    public List<string> Events()
    {
        var events = new List<string>();
        foreach (var (stream, message) in Journal.Messages)
        {
            if (stream != Streams.Events)
                continue;
            var reader = OpenBody(message);
            reader.ReadArray();
            var text = reader.ReadText();
            if (_ofMeters.Contains(text))
                continue;
            Xunit.Assert.Equal(_name, reader.ReadText());
            text += " " + reader.ReadUInt().ToString(CultureInfo.InvariantCulture);
            if (!reader.TryReadNull())
                reader.ReadUInt();
            if (text.StartsWith("clock ", StringComparison.Ordinal) && reader.ReadArray() == 3)
            {
                events.Add($"clock {reader.ReadUInt()} {(reader.TryReadNull() ? -1 : reader.ReadInt())} {(reader.TryReadNull() ? -1 : reader.ReadInt())}");
                continue;
            }

            var details = reader.ReadArray();
            for (var i = 0; i < details; i++)
                text += text.StartsWith("plan_refused", StringComparison.Ordinal) && reader.TryReadNull() ? " null"
                    : text.StartsWith("plan_refused", StringComparison.Ordinal) && i == 1 ? " " + reader.ReadText()
                    : " " + (text.StartsWith("boot", StringComparison.Ordinal) ? reader.ReadText() : reader.ReadUInt().ToString(CultureInfo.InvariantCulture));
            Xunit.Assert.True(reader.AtEnd);
            events.Add(text);
        }

        return events;
    }

    /// <summary>Events of meters: code, meter, counter, start and details.</summary>
    public List<(string Code, int Meter, long Counter, long? Start, string Detail)> MeterEvents()
    {
        var events = new List<(string, int, long, long?, string)>();
        foreach (var (stream, message) in Journal.Messages)
        {
            if (stream != Streams.Events)
                continue;
            var reader = OpenBody(message);
            reader.ReadArray();
            var code = reader.ReadText();
            if (!_ofMeters.Contains(code))
                continue;
            Xunit.Assert.Equal(2, reader.ReadArray());
            reader.ReadUInt();
            var meter = (int)reader.ReadUInt();
            var counter = (long)reader.ReadUInt();
            long? start = reader.TryReadNull() ? null : reader.ReadInt();
            var details = new List<string>();
            for (var i = reader.ReadArray(); i > 0; i--)
                details.Add(reader.TryReadNull() ? "null" : code == "events_passed" && details.Count == 0 ? reader.ReadText()
                    : reader.ReadInt().ToString(CultureInfo.InvariantCulture));
            Xunit.Assert.True(reader.AtEnd);
            events.Add((code, meter, counter, start, string.Join(' ', details)));
        }

        return events;
    }

    private static CborReader OpenBody(byte[] message)
    {
        var reader = new CborReader(message, 0, message.Length);
        reader.ReadArray();
        for (var i = 0; i < 7; i++)
            reader.SkipItem();
        return reader;
    }

    private ConcentratorMachine Boot()
    {
        var machine = new ConcentratorMachine(_name, Journal, [Line], this, null);
        machine.Start(Now);
        return machine;
    }

    private string? AnswerOf(byte[] request)
    {
        Array.Reverse(request, 1, 6);
        var address = Convert.ToHexString(request, 1, 6);
        Array.Reverse(request, 1, 6);
        var whole = request.Skip(10).Take(request[9]).Select(b => (byte)(b - 0x33)).ToArray();
        var data = whole[..Math.Min(4, whole.Length)];
        var payload = data.Length < 4 || request[8] != 0x11 ? null : whole.Length == 4 ? Meter(address, BitConverter.ToUInt32(data))
            : Meter(address, 0x04000101) is null ? null : Records(whole);
        return payload switch
        {
            null => null,
            "D1" => Distort(Dlt645ScannerTests.Build(address, 0xD1, "02", 4)),
            _ => Distort(Dlt645ScannerTests.Build(address, 0x91, Convert.ToHexString(data) + payload, 4)),
        };
    }
}
