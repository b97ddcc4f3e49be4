using System.Globalization;
using System.Security.Cryptography;
using Wattline.Firmware;
using Wattline.Firmware.Cbor;
using Wattline.Firmware.Commands;
using Wattline.Firmware.Ports;
using Wattline.Firmware.Storage;
using Wattline.Tests.Firmware.Concentrator.Lines;

namespace Wattline.Tests.Firmware.Concentrator.Commands;

/// <summary>A concentrator with one line, one meter with a relay, and a cloud that signs.</summary>
internal sealed class CommandRig : IWallClock, ICommandKeys, IRestart
{
    public const long Noon = 1772366400000; // 2026-03-01T12:00:00Z
    public const string Name = "cabinet-1";

    private readonly byte[] _key = [.. Enumerable.Range(0, 32).Select(static i => (byte)(i * 7))];
    private long _real;
    private long _bootedAt;

    public CommandRig()
    {
        Line = new ScriptedLine(() => Now) { Answer = AnswerOf };
        Machine = Boot();
    }

    public long Now => _real - _bootedAt;

    public MemoryJournal Journal { get; } = new();

    public ScriptedLine Line { get; }

    public RelayMeter Meter { get; } = new("000000000161");

    public ConcentratorMachine Machine { get; private set; }

    public int Restarts { get; private set; }

    public bool IsValid { get; set; } = true;

    public long UnixMilliseconds => Noon + _real;

    public void Set(long unixMilliseconds) => IsValid = true;

    public byte[]? Key(long number) => number == 1 ? _key : null;

    public void Restart() => Restarts++;

    /// <summary>Rights of the right password and operator 78563412.</summary>
    public byte[] Rights => [.. Meter.Password, 0x78, 0x56, 0x34, 0x12];

    /// <summary>[rights, zone, patience].</summary>
    public byte[] Relay(int patience = 60, byte[]? rights = null) => Cbor(w =>
    {
        w.WriteArray(3);
        w.WriteBytes(rights ?? Rights, 0, 8);
        w.WriteInt(480);
        w.WriteUInt((ulong)patience);
    });

    public static byte[] Cbor(Action<CborWriter> write)
    {
        var writer = new CborWriter(new byte[4096]);
        write(writer);
        Xunit.Assert.False(writer.Overflow);
        return writer.Buffer[..writer.Position];
    }

    /// <summary>A command as the cloud makes it, and as others may spoil it.</summary>
    public byte[] Make(
        long id, int type, byte[] argument, long decision, long? expires = null, string? address = null, string name = Name, long key = 1, bool ofMeter = true, int line = 0,
        Func<byte[], byte[]>? spoilCode = null, int? outerType = null)
    {
        var signed = Cbor(w =>
        {
            w.WriteArray(8);
            w.WriteUInt(1);
            w.WriteText(name);
            w.WriteInt(id);
            w.WriteInt(type);
            if (ofMeter)
            {
                w.WriteArray(4);
                w.WriteInt(line);
                w.WriteUInt(0);
                w.WriteText(address ?? Meter.Address);
                w.WriteUInt(2400);
            }
            else
            {
                w.WriteNull();
            }

            w.WriteInt(decision);
            w.WriteInt(expires ?? UnixMilliseconds + 600_000);
            w.WriteRaw(argument, 0, argument.Length);
        });
        var code = HMACSHA256.HashData(_key, signed);
        return Cbor(w =>
        {
            w.WriteArray(4);
            w.WriteUInt(1);
            w.WriteInt(id);
            w.WriteInt(outerType ?? type);
            w.WriteArray(3);
            w.WriteInt(key);
            w.WriteBytes(signed, 0, signed.Length);
            code = spoilCode?.Invoke(code) ?? code;
            w.WriteBytes(code, 0, code.Length);
        });
    }

    public void Take(byte[] command) => Machine.OnCommand(command, 0, command.Length);

    public void Order(long id, int type, long decision, int patience = 60) => Take(Make(id, type, Relay(patience), decision));

    public void Run(long milliseconds)
    {
        var end = _real + milliseconds;
        while (_real < end)
        {
            Machine.Step(Now);
            var next = Math.Min(Machine.NextWake, Line.NextByteAt);
            _real = next >= end - _bootedAt ? end : Math.Max(_real + 1, _bootedAt + next);
        }

        Machine.Step(Now);
    }

    /// <summary>The power is cut, and comes back.</summary>
    public void Cut(long downFor = 5_000)
    {
        Journal.Crash();
        _real += downFor;
        _bootedAt = _real;
        Line.Configure(2400, 2, 1);
        Machine = Boot();
    }

    /// <summary>Results since the start: "id state reason", with "?" where nobody signed what is answered.</summary>
    public List<string> Results() => [.. Bodies().Select(static r => $"{r.Id}{(r.Decision is null ? "?" : "")} {r.State}{(r.Reason is null ? "" : " " + r.Reason)}")];

    /// <summary>The last result of a command.</summary>
    public CommandResult Last(long id) => Bodies().Last(r => r.Id == id);

    private IEnumerable<CommandResult> Bodies()
    {
        foreach (var (stream, message) in Journal.Messages)
        {
            if (stream != Streams.Results)
                continue;
            var reader = new CborReader(message, 0, message.Length);
            reader.ReadArray();
            for (var i = 0; i < 7; i++)
                reader.SkipItem();
            Xunit.Assert.Equal(6, reader.ReadArray());
            var id = reader.ReadInt();
            long? decision = reader.TryReadNull() ? null : reader.ReadInt();
            var state = (int)reader.ReadUInt();
            var reason = reader.TryReadNull() ? null : reader.ReadText();
            long?[]? facts = null;
            if (!reader.TryReadNull())
            {
                facts = new long?[reader.ReadArray()];
                for (var i = 0; i < facts.Length; i++)
                    facts[i] = reader.TryReadNull() ? null : reader.ReadInt();
            }

            var data = reader.TryReadNull() ? null : Convert.ToHexString(reader.ReadBytes());
            Xunit.Assert.True(reader.AtEnd);
            yield return new CommandResult(id, decision, _states[state], reason, facts, data);
        }
    }

    private static readonly string[] _states = ["none", "accepted", "pending", "done", "verified", "allowed", "closed", "refused", "expired", "failed"];

    private ConcentratorMachine Boot()
    {
        var machine = new ConcentratorMachine(Name, Journal, [Line], this, null);
        machine.UseCommands(this, this);
        machine.Start(Now);
        return machine;
    }

    private string? AnswerOf(byte[] request)
    {
        var address = string.Concat(request.Skip(1).Take(6).Reverse().Select(static b => b.ToString("X2", CultureInfo.InvariantCulture)));
        return address == Meter.Address ? Meter.Answer(request) : null;
    }
}

/// <summary>A result, decoded.</summary>
internal sealed record CommandResult(long Id, long? Decision, string State, string? Reason, long?[]? Facts, string? Data);
