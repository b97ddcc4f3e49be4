using Wattline.Firmware.Meters.Exchange;
using Wattline.Firmware.Meters.Modbus;
using Wattline.Simulators.Meters.Load;
using Wattline.Simulators.Meters.Modbus;
using Xunit;

namespace Wattline.Tests.Vectors;

/// <summary>Firmware's Modbus master and the simulated meters on one line, and what goes wrong there.</summary>
public sealed class ModbusLineTests
{
    private readonly ModbusSlave _meter = ModbusModels.Make("eastron-sdm630", 7, 12_345_678, new MeteredLoad(new LoadProfile([1500]), 3, startWattHours: 1_234_560));
    private readonly SlaveLine _line;
    private readonly ModbusMaster _master;

    public ModbusLineTests()
    {
        _line = new SlaveLine(_meter, 9600, 10);
        _master = new ModbusMaster(_line, overTcp: false);
    }

    [Fact]
    public void A_register_is_read_and_the_next_question_waits_for_three_and_a_half_characters()
    {
        Assert.Equal(ExchangeOutcome.Answered, Ask(0x48, 2));
        Assert.Equal(123_456, Value(ModbusType.F32, 2));
        double end = _line.AnsweredAt;
        Assert.Equal(ExchangeOutcome.Answered, Ask(0x34, 2));
        Assert.Equal(1500, Value(ModbusType.F32, 0));
        Assert.InRange(_line.Sent[1].At - end, 3.5 * 10 / 9.6, (3.5 * 10 / 9.6) + 2);
    }

    [Fact]
    public void A_register_that_the_meter_has_not_is_refused_with_its_code()
    {
        Assert.Equal((ExchangeOutcome.Refused, 2), (Ask(0x40, 4), _master.ExceptionCode));
        Assert.Equal(0, _master.PayloadLength);
    }

    [Fact]
    public void A_busy_meter_is_asked_again_and_has_no_value_until_it_answers()
    {
        _meter.BusyAnswers = 3;
        Assert.Equal(ExchangeOutcome.Answered, Ask(0x48, 2));
        Assert.Equal(4, _line.Sent.Count);

        _meter.BusyAnswers = 100;
        Assert.Equal(ExchangeOutcome.Busy, Ask(0x48, 2));
        Assert.Equal(0, _master.PayloadLength);
    }

    [Theory]
    [InlineData("", "00", ExchangeOutcome.Answered)]
    [InlineData("00", "", ExchangeOutcome.Answered)]
    [InlineData("00FF07", "FF00", ExchangeOutcome.Answered)]
    [InlineData("0704", "", ExchangeOutcome.Answered)]
    public void Bytes_around_a_good_answer_are_cut_off_by_its_length(string before, string behind, int outcome)
    {
        _line.Spoil = bytes => [.. Convert.FromHexString(before), .. bytes, .. Convert.FromHexString(behind)];
        Assert.Equal(outcome, Ask(0x48, 2));
        Assert.Equal(123_456, Value(ModbusType.F32, 2));
    }

    [Fact]
    public void A_turned_bit_a_lost_byte_and_a_wrong_count_are_noise_and_no_value()
    {
        foreach (Func<byte[], byte[]> spoil in new Func<byte[], byte[]>[]
        {
            bytes => { bytes[4] ^= 0x10; return bytes; },
            bytes => bytes[..^1],
            bytes => bytes[1..],
            bytes => ModbusSlave.Framed([bytes[0], bytes[1], 6, .. bytes[3..^2], 0, 0]),
            bytes => ModbusSlave.Framed([bytes[0], bytes[1], 255, .. bytes[3..^2]]),
        })
        {
            _line.Spoil = spoil;
            Assert.Equal(ExchangeOutcome.Noise, Ask(0x48, 2));
            Assert.Equal(0, _master.PayloadLength);
        }
    }

    [Fact]
    public void Another_meters_answer_is_not_this_ones()
    {
        _line.Spoil = bytes => ModbusSlave.Framed([8, .. bytes[1..^2]]);
        Assert.Equal(ExchangeOutcome.Silent, Ask(0x48, 2, noiseIsSilence: true));
        Assert.Equal(1, _master.Rejects[FrameReject.Foreign]);
    }

    [Fact]
    public void Our_own_words_are_no_answer()
    {
        _line.Echo = true;
        Assert.Equal(ExchangeOutcome.Answered, Ask(0x48, 2));
        Assert.Equal(1, _master.Rejects[FrameReject.Echo]);

        _meter.IsDead = true;
        Assert.Equal(ExchangeOutcome.Silent, Ask(0x46, 2));
    }

    [Fact]
    public void A_late_answer_is_not_taken_for_that_of_the_next_question_of_the_same_shape()
    {
        _meter.AnswerDelayMicros = 1_400_000;
        Assert.Equal(ExchangeOutcome.Silent, Ask(0x48, 2));
        _meter.AnswerDelayMicros = 50_000;
        Assert.Equal(ExchangeOutcome.Answered, Ask(0x34, 2));

        Assert.Equal(1500, Value(ModbusType.F32, 0));
        Assert.Equal(1, _master.Rejects[FrameReject.Late]);
    }

    [Theory]
    [InlineData(0x42F6E979, 2, ModbusValue.Ok, 12346)]
    [InlineData(0xC2F6E979, 2, ModbusValue.Ok, -12346)]
    [InlineData(0x80000000, 2, ModbusValue.Ok, 0)]
    [InlineData(0x00000001, 9, ModbusValue.Ok, 0)]
    [InlineData(0x7FC00000, 2, ModbusValue.NoValue, 0)]
    [InlineData(0xFFC00000, 2, ModbusValue.NoValue, 0)]
    [InlineData(0x7F800000, 2, ModbusValue.TooLarge, 0)]
    [InlineData(0x7F7FFFFF, 0, ModbusValue.TooLarge, 0)]
    [InlineData(0x4B800001, 0, ModbusValue.Ok, 16777218)]
    [InlineData(0x3F000000, 0, ModbusValue.Ok, 1)]
    [InlineData(0x3EFFFFFF, 0, ModbusValue.Ok, 0)]
    [InlineData(0x4B800001, -3, ModbusValue.Ok, 16777)]
    [InlineData(0x7F7FFFFF, -3, ModbusValue.TooLarge, 0)]
    [InlineData(0x43FA0000, -3, ModbusValue.Ok, 1)]
    [InlineData(0x43F9FFFF, -3, ModbusValue.Ok, 0)]
    public void A_float_is_rounded_once_to_the_decimals_that_the_map_says(uint bits, int shift, int outcome, long value)
    {
        Assert.Equal((outcome, value), (ModbusValue.FromFloat(bits, shift, out long read), read));
    }

    [Fact]
    public void Any_float_within_reach_is_what_decimal_arithmetic_says()
    {
        var random = new Random(8);
        for (int i = 0; i < 20_000; i++)
        {
            float number = BitConverter.UInt32BitsToSingle((uint)random.NextInt64(1L << 32));
            if (!float.IsFinite(number) || Math.Abs(number) is > 1e8f or < 1e-6f) continue;
            decimal exact = new decimal((double)number);
            int shift = random.Next(0, 5);
            decimal wanted = decimal.Round((decimal)(double)number * (decimal)Math.Pow(10, shift), MidpointRounding.AwayFromZero);
            Assert.Equal(ModbusValue.Ok, ModbusValue.FromFloat(BitConverter.SingleToUInt32Bits(number), shift, out long value));
            Assert.InRange(value, wanted - 1, wanted + 1);
            Assert.True(Math.Abs(exact) < 1e9m);
        }
    }

    [Theory]
    [InlineData("7FFFFFFFFFFFFFFF", ModbusType.U64, 0, ModbusValue.Ok, long.MaxValue)]
    [InlineData("8000000000000000", ModbusType.U64, 0, ModbusValue.TooLarge, 0)]
    [InlineData("8000000000000000", ModbusType.S64, 0, ModbusValue.TooLarge, 0)]
    [InlineData("0DE0B6B3A7640000", ModbusType.S64, 1, ModbusValue.TooLarge, 0)]
    [InlineData("FFFFFFFFFFFFFFFF", ModbusType.S64, 3, ModbusValue.Ok, -1000)]
    [InlineData("0000000000000001", ModbusType.U64, 9, ModbusValue.Ok, 1_000_000_000)]
    [InlineData("12345678", ModbusType.Bcd32, 1, ModbusValue.Ok, 123456780)]
    [InlineData("1234567A", ModbusType.Bcd32, 0, ModbusValue.BadDigit, 0)]
    [InlineData("FFFF", ModbusType.S16, 0, ModbusValue.Ok, -1)]
    [InlineData("FFFF", ModbusType.U16, -1, ModbusValue.Ok, 6554)]
    public void An_integer_keeps_every_digit_or_says_that_it_cannot(string registers, int type, int shift, int outcome, long value)
    {
        Assert.Equal((outcome, value), (ModbusValue.Read(Convert.FromHexString(registers), 0, type, false, shift, out long read), read));
    }

    [Fact]
    public void Behind_a_server_of_Modbus_TCP_the_transaction_tells_late_answers()
    {
        var units = new ModbusTcpUnits([_meter]);
        byte[]? kept = null;
        var line = new SlaveLine((bytes, now) => units.Hear(bytes, now), 1_000_000) { Spoil = bytes => kept is null ? kept = bytes : [.. kept, .. bytes] };
        var master = new ModbusMaster(line, overTcp: true);
        for (int i = 0; i < 2; i++)
        {
            master.Begin(7, 4, 0x48, 2, 1_000_000, 10, line.Now);
            Assert.Equal(ExchangeOutcome.Answered, line.Finish(master));
        }

        Assert.Equal(1, master.Rejects[FrameReject.Late]);
        master.Begin(9, 4, 0x48, 2, 1_000_000, 10, line.Now);
        Assert.Equal((ExchangeOutcome.Refused, 11), (line.Finish(master), master.ExceptionCode));
    }

    [Fact]
    public void What_a_search_did_not_wait_for_is_no_answer_to_the_plans_question()
    {
        _meter.AnswerDelayMicros = 900_000;
        var search = new ModbusMaster(_line, overTcp: false) { ResponseDelayMax = ModbusLimits.SearchDelayMax };
        search.Begin(7, 4, 0x00, 2, 9600, 10, _line.Now);
        Assert.Equal(ExchangeOutcome.Silent, _line.Finish(search));
        _master.TakeOwed(search, 7);

        Assert.Equal(ExchangeOutcome.Answered, Ask(0x48, 2));
        Assert.Equal(123_456, Value(ModbusType.F32, 2));
    }

    [Fact]
    public void A_silent_neighbour_takes_nothing_from_what_a_unit_still_owes()
    {
        _meter.AnswerDelayMicros = 900_000;
        _master.ResponseDelayMax = ModbusLimits.SearchDelayMax;
        Assert.Equal(ExchangeOutcome.Silent, Ask(0x00, 2));
        _master.ResponseDelayMax = 50;
        _master.Begin(8, 4, 0x48, 2, 9600, 10, _line.Now);
        Assert.Equal(ExchangeOutcome.Silent, _line.Finish(_master));

        _master.ResponseDelayMax = 0;
        Assert.Equal(ExchangeOutcome.Answered, Ask(0x48, 2));
        Assert.Equal(123_456, Value(ModbusType.F32, 2));
    }

    private int Ask(int start, int registers, bool noiseIsSilence = false)
    {
        _master.Begin(7, 4, start, registers, 9600, 10, _line.Now);
        int outcome = _line.Finish(_master);
        return noiseIsSilence && outcome == ExchangeOutcome.Noise ? ExchangeOutcome.Silent : outcome;
    }

    private long Value(int type, int shift)
    {
        Assert.Equal(ModbusValue.Ok, ModbusValue.Read(_master.Payload, 0, type, false, shift, out long value));
        return value;
    }
}
