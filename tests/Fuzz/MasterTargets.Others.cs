using Wattline.Firmware.Meters.Dlt698;
using Wattline.Firmware.Meters.Exchange;
using Wattline.Firmware.Meters.Iec62056;
using Wattline.Simulators.Meters.Dlms;
using Wattline.Simulators.Meters.Dlt698;
using Wattline.Simulators.Meters.Iec62056;
using Wattline.Simulators.Meters.Load;
using Xunit;

namespace Wattline.Tests.Fuzz;

/// <summary>IEC 62056-21, P1 and DL/T 698.45.</summary>
internal static partial class MasterTargets
{
    private static byte[] Dlt698Address => [0x01, 0, 0, 0, 0, 0];

    private static bool JudgeP1(byte[] bytes)
    {
        var line = new FuzzLine(bytes);
        line.Write([0], 0, 1); // Nobody asks: all is there from the start.
        var listener = new P1Listener(line, hasParity: bytes.Length % 2 == 0);
        for (int step = 1; step < bytes.Length + 10; step++)
        {
            listener.Step(step);
        }

        for (int pause = 1; pause < 4; pause++)
        {
            listener.Step(bytes.Length + (pause * IecLimits.BytePauseMax));
        }

        Read(listener.Data, listener.DataLength);
        return listener.Telegrams > 0;
    }

    private static void Read(byte[] data, int count)
    {
        var reader = new IecDataReader();
        reader.Begin(data, 0, count);
        int objects = 0;
        while (reader.NextObject())
        {
            Assert.True(++objects <= count);
            while (reader.NextValue())
            {
                Assert.InRange(reader.ValueStart + reader.ValueLength, 0, count);
                reader.TryNumber(objects % 10, out _);
            }
        }
    }

    private static bool JudgeDlt698(byte[] bytes)
    {
        var master = new Dlt698Master(new FuzzLine(bytes));
        master.BeginGet(Dlt698Address, 0, 0x00100200, 30, 9600, 0);
        bool answered = FuzzLine.Finish(master) == ExchangeOutcome.Answered;
        var value = new Dlt698Value();
        value.Begin(master.Data, 0, master.DataLength);
        while (value.Read())
        {
            value.Number();
        }

        Assert.Equal(answered, master.DataLength > 0);
        return answered;
    }

    /// <summary>What a meter answers to the first question of a master.</summary>
    private static byte[] Dlt698Answer()
    {
        var meter = new Dlt698Meter("000000000001", new MeteredLoad(new LoadProfile([100])));
        byte[] heard = [];
        var master = new Dlt698Master(new Recorder(bytes => heard = meter.Hear(bytes, 0)?.Bytes.ToArray() ?? []));
        master.BeginGet(Dlt698Address, 0, 0x00100200, 30, 9600, 0);
        Assert.Equal(ExchangeOutcome.Answered, FuzzLine.Finish(master));
        return heard;
    }

    private static void Repair698(byte[] bytes)
    {
        for (int start = 0; start + 17 <= bytes.Length; start++)
        {
            int length = bytes[start + 1] | (bytes[start + 2] << 8), head = 7 + (bytes[start + 4] & 0x0F);
            if (bytes[start] != 0x68 || length < head + 4 || start + length + 2 > bytes.Length) continue;
            Put(start + head, DlmsMeter.Crc(bytes.AsSpan(start + 1, head - 1)));
            Put(start + length - 1, DlmsMeter.Crc(bytes.AsSpan(start + 1, length - 2)));
            bytes[start + length + 1] = 0x16;
        }

        void Put(int where, ushort crc) => (bytes[where], bytes[where + 1]) = ((byte)crc, (byte)(crc >> 8));
    }
}
