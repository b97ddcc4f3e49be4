using System.Globalization;
using Wattline.Firmware.Meters.Exchange;
using Wattline.Firmware.Meters.Modbus;
using Wattline.Simulators.Meters;
using Wattline.Simulators.Meters.Modbus;
using Wattline.Tests.Shared.Vectors;
using Xunit;

namespace Wattline.Tests.Vectors;

/// <summary>Modbus RTU: firmware as the master of each answer, the simulated slave under each question.</summary>
public sealed class ModbusTests
{
    public static TheoryData<string> Of(string direction) =>
        [.. VectorFile.Load("modbus-rtu").Where(v => v.Direction == direction).Select(v => v.Id)];

    private static Vector Get(string id) => VectorFile.Load("modbus-rtu").Single(v => v.Id == id);

    [Theory]
    [MemberData(nameof(Of), "response")]
    public void Firmware_that_asked_takes_a_good_answer_and_no_other(string id)
    {
        var vector = Get(id);
        byte[] wire = vector.Frame;
        int first = vector.Kind == "stream" ? 1 : 0;
        int function = vector.Valid ? Number(vector, "function") : wire[first + 1] & 0x7F;
        int registers = vector.Valid && vector.Text("byte_count") is { } bytes ? int.Parse(bytes, null) / 2 : Math.Clamp(wire[first + 2] / 2, 1, 125);
        var line = new SlaveLine((_, _) => new MeterAnswer(wire, 5_000), 9600);
        var master = new ModbusMaster(line, overTcp: false);

        master.Begin(wire[first], function, 0, registers, 9600, 11, line.Now);
        line.Finish(master);

        if (id == "modbus-rtu-bad-09")
        {
            // The slave broke off and began again: what stands at the end is a whole good answer.
            Assert.Equal((ExchangeOutcome.Answered, Convert.ToHexString(wire[^22..^2])), (master.Outcome, Convert.ToHexString(master.Payload, 0, master.PayloadLength)));
        }
        else if (!vector.Valid || function > 4)
        {
            Assert.NotEqual(ExchangeOutcome.Answered, master.Outcome);
        }
        else if (vector.Text("exception") is { } exception)
        {
            Assert.Equal((ExchangeOutcome.Refused, exception), (master.Outcome, master.ExceptionCode.ToString(CultureInfo.InvariantCulture)));
        }
        else if (function > 2)
        {
            Assert.Equal(ExchangeOutcome.Answered, master.Outcome);
            Assert.Equal(vector.Text("data"), Convert.ToHexString(master.Payload, 0, master.PayloadLength));
        }
    }

    [Theory]
    [MemberData(nameof(Of), "request")]
    public void A_simulated_slave_answers_a_good_question_to_it_and_no_other(string id)
    {
        var vector = Get(id);
        int address = vector.Valid ? Number(vector, "address") : vector.Frame.FirstOrDefault(b => b is > 0 and < 248);
        var bank = new RegisterBank();
        for (int i = 0; i < 0x400; i++) bank.OneWord(i, _ => 7);
        var slave = new ModbusSlave(address == 0 ? 1 : address, bank, bank);
        var other = new ModbusSlave(address == 99 ? 98 : 99, bank, bank);

        // A stray 00 behind a good frame belongs to no frame: the slave's answer is the frame's.
        Assert.Equal(vector.Valid || vector.Frame[^1] == 0 && vector.Frame.Length == 9, slave.Hear(vector.Frame, 0) is not null);
        Assert.Null(other.Hear(vector.Frame, 0));
    }

    [Theory]
    [MemberData(nameof(Of), "request")]
    public void Firmware_asks_with_the_bytes_of_the_vector(string id)
    {
        var vector = Get(id);
        if (vector.Valid && vector.Text("function") is "3" or "4")
        {
            var line = new SlaveLine((_, _) => null, 9600);
            new ModbusMaster(line, overTcp: false).Begin(Number(vector, "address"), Number(vector, "function"), Number(vector, "start"), Number(vector, "quantity"), 9600, 11, 0);
            Assert.Equal(Convert.ToHexString(vector.Frame), Convert.ToHexString(line.Sent.Single().Bytes));
        }
    }

    [Theory]
    [MemberData(nameof(Of), "response")]
    public void Registers_are_the_numbers_that_the_vector_says(string id)
    {
        var vector = Get(id);
        byte[] data = Convert.FromHexString(vector.Text("data") ?? "");
        int at = 0;
        foreach (string item in vector.Meaning.Where(pair => pair.Key == "known item").Select(pair => pair.Value))
        {
            string[] parts = item.Split("; ");
            string said = parts[0].Split(": ")[1], type = parts.Single(p => p.StartsWith("type ", StringComparison.Ordinal))[5..];
            int decimals = said.Contains('.', StringComparison.Ordinal) ? said.Split('.')[1].Length : 0;
            int code = type.Replace("sw", "", StringComparison.Ordinal) switch
            {
                "u16" => ModbusType.U16,
                "s16" => ModbusType.S16,
                "u32" => ModbusType.U32,
                "f32" => ModbusType.F32,
                _ => throw new InvalidDataException(type),
            };
            if (vector.Text("known meter") is "Hiking DDS238-2")
            {
                at = parts[0].Split(": ")[0] switch { "total energy" => 0, "export energy" => 16, "import energy" => 20, "voltage" => 24, "current" => 26, "active power" => 28, "reactive power" => 30, "power factor" => 32, _ => 34 };
            }

            int outcome = ModbusValue.Read(data, at, code, type.EndsWith("sw", StringComparison.Ordinal), code == ModbusType.F32 ? decimals : 0, out long value);
            Assert.Equal(ModbusValue.Ok, outcome);
            // A float's shortest text may be half a unit of its last digit off.
            long wanted = long.Parse(said.Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
            Assert.InRange(value, wanted - (code == ModbusType.F32 ? 5 : 0), wanted + (code == ModbusType.F32 ? 5 : 0));
            at += 2 * ModbusType.Registers(code);
        }
    }

    private static int Number(Vector vector, string key) => int.Parse(vector.Text(key)!, CultureInfo.InvariantCulture);
}
