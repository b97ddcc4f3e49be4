using System.Text.Json;
using Wattline.Firmware.Meters.Cjt188;
using Wattline.Firmware.Meters.Exchange;
using Wattline.Firmware.Meters.MBus;
using Wattline.Firmware.Meters.Modbus;
using Wattline.Simulators.Lab.Decode;
using Wattline.Simulators.Meters.Cjt188;
using Wattline.Simulators.Meters.Dlms;
using Wattline.Simulators.Meters.Load;
using Wattline.Simulators.Meters.MBus;
using Wattline.Simulators.Meters.Modbus;
using Wattline.Tests.Shared.Vectors;
using Xunit;

namespace Wattline.Tests.Fuzz;

/// <summary>The masters of Meters/Exchange on any answer, lab decode on any frame, the simulated meters on any question.</summary>
internal static partial class MasterTargets
{
    private static readonly byte[] _cjt188Address = [0x01, 0x00, 0x00, 0x05, 0x08, 0x00, 0x00];

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("lab decode modbus-rtu", Frames("modbus-rtu"), bytes => Judge("modbus-rtu", bytes), RepairModbus),
        new("modbus master", [.. Good("modbus-rtu", "response").Where(f => f[1] is 3 or 4)], JudgeModbus, RepairModbus),
        new("modbus slave", [.. Good("modbus-rtu", "request").Where(f => f[0] == 1 && f[1] is 3 or 4)], JudgeModbusSlave, RepairModbus),
        new("lab decode cjt188", Frames("cjt188"), bytes => Judge("cjt188", bytes), RepairCjt188),
        new("cjt188 master", [Cjt188Answer(0x10), Cjt188Answer(0x20)], JudgeCjt188, RepairCjt188),
        new("cjt188 meter", [.. Good("cjt188", "request")], JudgeCjt188Meter, RepairCjt188),
        new("lab decode mbus", Frames("mbus"), bytes => Judge("mbus", bytes), RepairMBus, BytesForAByte: 16_384),
        new("mbus master", [.. Good("mbus", "response").Where(f => f.Length > 20 && f[6] == 0x72 && f[5] is > 0 and <= 250 && (f[16] & 3) != 1 && !HasMore(f))], JudgeMBus, RepairMBus),
        new("a plan's read", [Read(0, "0100000E006906690C66", []), Read(1, "901F00002C0F00", Cjt188Answer(0x10)), .. Good("mbus", "response").Where(f => f.Length is > 20 and < 120 && f[6] == 0x72).Select(f => Read(2, "0060039013602B905A905E", f))], JudgeRead),
        new("mbus meter", [[0x10, 0x40, 0x01, 0x41, 0x16], [0x10, 0x5B, 0x01, 0x5C, 0x16]], JudgeMBusMeter, RepairMBus),
        new("lab decode dlms-hdlc", Frames("dlms-hdlc"), bytes => Judge("dlms-hdlc", bytes), RepairHdlc),
        new("dlms master", [DlmsSession()], JudgeDlms, RepairHdlc),
        new("dlms meter", [.. Frames("dlms-hdlc").Where(f => f.Length > 8 && f[0] == 0x7E && f[3] == 0x03 && f[5] == 0x93)], JudgeDlmsMeter, RepairHdlc),
        new("lab decode iec62056-21", Frames("iec62056-21"), bytes => Judge("iec62056-21", bytes), bytes => { }),
        new("p1 listener", [.. VectorFile.Load("iec62056-21").Where(v => v.Text("says kind") == "p1").Select(v => v.Frame)], JudgeP1),
        new("lab decode dlt698-45", [.. VectorFile.Load("dlt698-45").Where(v => v.Valid).SelectMany(v => v.Frames)], bytes => Judge("dlt698-45", bytes), Repair698),
        new("dlt698 master", [Dlt698Answer()], JudgeDlt698, Repair698),
        new("a-xdr", [Axdr.Array([Axdr.Structure(Axdr.Moment(new DateTime(2026, 3, 1)), Axdr.Unsigned32(7), Axdr.Text("x"))])], JudgeAxdr),
    ];

    internal static List<byte[]> Frames(string protocol) => [.. VectorFile.Load(protocol).SelectMany(v => v.Frames)];

    internal static List<byte[]> Good(string protocol, string direction) =>
        [.. VectorFile.Load(protocol).Where(v => v.Valid && v.Kind == "frame" && v.Direction == direction).Select(v => v.Frame)];

    /// <summary>One line of JSON, a value or a reason.</summary>
    internal static bool Judge(string protocol, byte[] bytes)
    {
        string line = DecodeCommand.Protocols[protocol](bytes).ToString();
        Assert.DoesNotContain('\n', line);
        var json = JsonDocument.Parse(line).RootElement;
        bool valid = json.GetProperty("valid").GetBoolean();
        Assert.Equal(valid, json.GetProperty("reason").ValueKind == JsonValueKind.Null);
        return valid;
    }

    private static bool JudgeModbus(byte[] bytes)
    {
        if (bytes.Length < 3) return false;
        var master = new ModbusMaster(new FuzzLine(bytes), overTcp: false);
        master.Begin(bytes[0], bytes[1] & 0x7F, 0, Math.Clamp(bytes[2] / 2, 1, 125), 9600, 11, 0);
        bool answered = FuzzLine.Finish(master) == ExchangeOutcome.Answered;
        Assert.Equal(answered ? Math.Clamp(bytes[2] / 2, 1, 125) * 2 : 0, master.PayloadLength);
        for (int type = 0; type < ModbusType.Count && answered; type++)
        {
            if (master.PayloadLength >= 2 * ModbusType.Registers(type))
                ModbusValue.Read(master.Payload, 0, type, bytes[^1] % 2 == 0, (bytes[^1] % 37) - 18, out _);
        }

        return answered;
    }

    private static bool JudgeModbusSlave(byte[] bytes)
    {
        var slave = ModbusModels.Make("eastron-sdm120", 1, 1, new MeteredLoad(new LoadProfile([100])));
        var answer = slave.Hear(bytes, 0);
        Assert.True(answer is null || answer.Value.Bytes.Length <= ModbusLimits.FrameMax);
        return answer is not null;
    }

    private static bool JudgeCjt188(byte[] bytes)
    {
        var master = new Cjt188Master(new FuzzLine(bytes));
        master.Begin(0x10, _cjt188Address, 0, Cjt188Master.CurrentData, lowFirst: true, 22, 2400, 0);
        bool answered = FuzzLine.Finish(master) == ExchangeOutcome.Answered;
        var reading = new Cjt188Reading();
        if (answered && reading.Read(master.Payload, 0, master.PayloadLength))
            Assert.InRange(reading.Count, 1, Cjt188Limits.ValuesMax);
        return answered;
    }

    private static bool JudgeCjt188Meter(byte[] bytes)
    {
        var frame = Cjt188Frame.Find(bytes, out int used);
        Assert.InRange(used, 0, bytes.Length);
        var meter = new Cjt188Meter(new Cjt188Settings { Address = "00000805000001" }, new MeteredLoad(new LoadProfile([100])));
        meter.Hear(bytes, 0);
        return frame is not null;
    }

    private static bool JudgeMBus(byte[] bytes)
    {
        // The first part of the bytes answers the reset.
        byte[] heard = [0xE5, .. bytes];
        var master = new MBusMaster(new FuzzLine(heard, [1]));
        master.Begin(bytes.Length > 5 && bytes[5] is > 0 and <= 250 ? bytes[5] : 1, 2400, 0);
        bool answered = FuzzLine.Finish(master) == ExchangeOutcome.Answered;
        Assert.True(answered || master.RecordBytes == 0 || master.Outcome != ExchangeOutcome.Noise);
        var reader = new MBusReader();
        reader.Begin(master.Records, 0, master.RecordBytes);
        while (reader.Next())
        {
            if (!reader.IsMakerData) MBusValue.Read(master.Records, reader, bytes[^1] % 10, out _);
        }

        return answered;
    }

    private static bool HasMore(byte[] frame)
    {
        var reader = new MBusReader();
        reader.Begin(frame, 19, frame.Length - 21);
        while (reader.Next())
        {
        }

        return reader.HasMore;
    }

    private static bool JudgeMBusMeter(byte[] bytes)
    {
        var meter = new MBusMeter(new MBusSettings { Primary = 1, Number = "12345678", Telegrams = 2 }, new MeteredLoad(new LoadProfile([100])));
        return meter.Hear(bytes, 0) is not null;
    }

    private static byte[] Cjt188Answer(byte type)
    {
        var meter = new Cjt188Meter(new Cjt188Settings { Address = "00000805000001", Type = type }, new MeteredLoad(new LoadProfile([100])));
        byte[] ask = new Cjt188Frame(type, _cjt188Address, 0x01, [0x1F, 0x90, 0x01]).ToBytes();
        return meter.Hear(ask, 0)!.Value.Bytes.ToArray();
    }

    private static void RepairMBus(byte[] bytes)
    {
        if (bytes.Length >= 9 && bytes[0] == 0x68)
        {
            bytes[1] = bytes[2] = (byte)(bytes.Length - 6);
            bytes[3] = 0x68;
            bytes[^2] = (byte)bytes[4..^2].Sum(b => b);
            bytes[^1] = 0x16;
        }
    }

    private static void RepairModbus(byte[] bytes)
    {
        if (bytes.Length >= 4)
        {
            ushort crc = ModbusSlave.Crc(bytes.AsSpan(0, bytes.Length - 2));
            (bytes[^2], bytes[^1]) = ((byte)crc, (byte)(crc >> 8));
        }
    }

    private static void RepairCjt188(byte[] bytes)
    {
        for (int start = 0; start + 13 <= bytes.Length; start++)
        {
            int end = start + 11 + bytes[start + 10];
            if (bytes[start] == 0x68 && end + 1 < bytes.Length)
            {
                bytes[end] = (byte)bytes[start..end].Sum(b => b);
                bytes[end + 1] = 0x16;
            }
        }
    }
}
