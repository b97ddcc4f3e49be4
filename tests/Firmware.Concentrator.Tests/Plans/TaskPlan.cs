using System.Globalization;
using Wattline.Firmware.Cbor;
using Wattline.Firmware.Plans;

namespace Wattline.Tests.Firmware.Concentrator.Plans;

/// <summary>Writes plans of format 2: one template for all meters on line 0.</summary>
internal sealed class TaskPlan
{
    public int Version { get; init; } = 1;
    public int Every { get; init; } = 900;
    public int Horizon { get; init; }
    public int Protocol { get; init; }
    public uint[] Reads { get; init; } = [0x00010000];
    public List<Draft> Tasks { get; } = [];
    public int Meters { get; init; } = 1;
    public int Zone { get; init; } = 480;
    public int Parity { get; init; } = 2;

    public sealed record Draft(int Type, int When, int Depth, (uint Identifier, int[] Decimals)[] Reads, string? Code = null);

    public static Draft Daily(int depth = 62, int channels = 1) => new(TaskType.Daily, 86400, depth, [(0x05060100, Repeat(channels))]);

    public static Draft Settlement(int depth = 12) => new(TaskType.Settlement, 100, depth, [(0x00010000, [2])]);

    public static Draft Demand() => new(TaskType.Demand, 100, 12, [(0x01010000, [4, 0])]);

    public static Draft PowerDowns(int every = 3600) => new(TaskType.Events, every, 10, [(0x03110000, []), (0x03110001, [])], "power_down");

    public static Draft Clock(int every = 86400) => new(TaskType.Clock, every, 0, []);

    public static Draft Profile(int depth = 3840, params uint[] registers) =>
        new(TaskType.Profile, 900, depth, [.. (registers.Length == 0 ? [0x00010000u] : registers).Select(id => (id, new[] { id >> 24 == 0 ? 2 : 1 }))]);

    public byte[] Write()
    {
        var writer = new CborWriter(new byte[16384]);
        writer.WriteArray(6);
        writer.WriteUInt(2);
        writer.WriteUInt((ulong)Version);
        writer.WriteUInt((ulong)Every);
        writer.WriteUInt((ulong)Horizon);
        writer.WriteArray(1);
        writer.WriteArray(3);
        writer.WriteUInt((ulong)Protocol);
        writer.WriteArray(Reads.Length);
        foreach (var identifier in Reads)
            Write(writer, identifier, [2]);
        writer.WriteArray(Tasks.Count);
        foreach (var task in Tasks)
        {
            writer.WriteArray(5);
            writer.WriteUInt((ulong)task.Type);
            writer.WriteUInt((ulong)task.When);
            writer.WriteUInt((ulong)task.Depth);
            writer.WriteArray(task.Reads.Length);
            foreach (var (identifier, decimals) in task.Reads)
                Write(writer, identifier, decimals);
            if (task.Code is null)
                writer.WriteNull();
            else
                writer.WriteText(task.Code);
        }

        writer.WriteArray(Meters);
        for (var i = 0; i < Meters; i++)
        {
            writer.WriteArray(6);
            writer.WriteUInt(0);
            writer.WriteText((100 + i).ToString("D12", CultureInfo.InvariantCulture));
            writer.WriteUInt(0);
            writer.WriteUInt(2400);
            writer.WriteUInt((ulong)Parity);
            writer.WriteInt(Zone);
        }

        Xunit.Assert.False(writer.Overflow);
        return writer.Buffer[..writer.Position];
    }

    private static int[] Repeat(int count) => [.. Enumerable.Repeat(2, count)];

    private static void Write(CborWriter writer, uint identifier, int[] decimals)
    {
        writer.WriteArray(2);
        writer.WriteUInt(identifier);
        writer.WriteArray(decimals.Length);
        foreach (var of in decimals)
        {
            writer.WriteArray(2);
            writer.WriteText("1-0:1.8.0");
            writer.WriteUInt((ulong)of);
        }
    }
}
