using Wattline.Firmware.Meters.Dlt698;
using Wattline.Firmware.Meters.Exchange;
using Wattline.Simulators.Meters;
using Wattline.Simulators.Meters.Dlms;
using Wattline.Simulators.Meters.Dlt698;
using Wattline.Simulators.Meters.Load;
using Xunit;

namespace Wattline.Tests.Vectors;

/// <summary>An answer of DL/T 698.45 in parts (6.2.5): each is confirmed, and what comes together is the whole.</summary>
public sealed class Dlt698PartTests
{
    private static readonly byte[] _address = [0x01, 0x00, 0x01, 0x03, 0x26, 0x20];

    private readonly Dlt698Meter _meter = new("202603010001", new MeteredLoad(new LoadProfile([0]), startWattHours: 1_234_567));
    private readonly List<int> _confirmed = [];
    private byte[] _apdu = [];

    [Theory]
    [InlineData(1, false)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    public void The_parts_make_the_answer_and_a_part_that_comes_twice_is_one(int parts, bool twice)
    {
        var (master, line) = Put(parts, twice, leaveOut: -1);
        master.BeginGet(_address, 0, 0x00100200, 40, 9600, line.Now);
        Assert.Equal(ExchangeOutcome.Answered, line.Finish(master));
        Assert.Equal("0105060001E240", Convert.ToHexString(master.Data, 0, 7));
        Assert.Equal(Enumerable.Range(0, parts - 1), _confirmed.Distinct());
    }

    [Fact]
    public void A_part_that_is_missing_leaves_no_value()
    {
        var (master, line) = Put(3, false, leaveOut: 1);
        master.BeginGet(_address, 0, 0x00100200, 40, 9600, line.Now);
        Assert.NotEqual(ExchangeOutcome.Answered, line.Finish(master));
        Assert.Equal(0, master.DataLength);
        Assert.True(master.Rejects[FrameReject.OtherSequence] > 0);
    }

    private (Dlt698Master Master, SlaveLine Line) Put(int parts, bool twice, int leaveOut)
    {
        int given = 0;
        var line = new SlaveLine((bytes, micros) =>
        {
            bool isConfirmation = (bytes[7] & 0x20) != 0;
            if (isConfirmation) _confirmed.Add(bytes[18] | ((bytes[19] & 0x0F) << 8));
            else _apdu = _meter.Hear(bytes, micros)!.Value.Bytes.ToArray()[18..^3];
            if (given == leaveOut) given++;
            byte[] part = Part(given, parts);
            given++;
            return new MeterAnswer(twice && given < parts ? (byte[])[.. part, .. part] : part, 20_000);
        }, 9600, 11);
        return (new Dlt698Master(line), line);
    }

    private byte[] Part(int number, int parts)
    {
        int size = (_apdu.Length + parts - 1) / parts;
        byte[] content = [.. _apdu.Skip(number * size).Take(size)];
        int kind = number == parts - 1 ? 1 : number == 0 ? 0 : 3;
        byte[] head = [(byte)(17 + content.Length), 0, 0xE3, 5, .. _address, 0x10];
        byte[] body = [.. WithCrc(head), (byte)number, (byte)(kind << 6), .. content];
        return [0x68, .. WithCrc(body), 0x16];
    }

    private static byte[] WithCrc(byte[] bytes)
    {
        ushort crc = DlmsMeter.Crc(bytes);
        return [.. bytes, (byte)crc, (byte)(crc >> 8)];
    }
}
