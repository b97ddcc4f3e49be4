using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Wattline.Firmware;
using Wattline.Firmware.Storage;
using Wattline.Firmware.Uplink;

namespace Wattline.Tests.Bench;

/// <summary>
/// What the firmware takes of a device: bytes of IL, managed heap of a concentrator of 200 meters, allocations per poll.
/// Objects and references of the desktop are of 64 bits: a device of 32 takes less.
/// </summary>
internal static class FootprintBench
{
    private const int Segments = 128;
    private const int SegmentBytes = 64 * 1024;
    private const int Rounds = 4;

    private static readonly LineLoad _load = new() { Meters = 200, Baud = 9600, Reads = LineLoad.FourBlocks };

    public static void Run()
    {
        Console.WriteLine();
        Console.WriteLine("footprint: the firmware as built for the desktop; 200 meters, four block reads (15 values) each, journal of 8 MB");
        TellCode();
        TellHeap();
        TellPolls("DL/T 645", _load);
        TellPolls("Modbus", new LineLoad { Meters = 200, Baud = 9600, Kind = new LineKind.Modbus(20), AnswerDelayMilliseconds = 50 });
        TellPolls("M-Bus", new LineLoad { Meters = 200, Baud = 9600, Kind = new LineKind.MBus() });
        TellPolls("CJ/T 188", new LineLoad { Meters = 200, Baud = 9600, Kind = new LineKind.Cjt188() });
        TellDays();
    }

    private static void TellCode()
    {
        var path = typeof(ConcentratorMachine).Assembly.Location;
        using var image = new PEReader(File.OpenRead(path));
        var metadata = image.GetMetadataReader();
        var rooms = new SortedDictionary<string, (int Bytes, int Methods)>(StringComparer.Ordinal);
        foreach (var type in metadata.TypeDefinitions.Select(metadata.GetTypeDefinition))
        {
            var room = RoomOf(metadata, type);
            foreach (var method in type.GetMethods().Select(metadata.GetMethodDefinition).Where(static method => method.RelativeVirtualAddress != 0))
            {
                var (bytes, methods) = rooms.GetValueOrDefault(room);
                rooms[room] = (bytes + image.GetMethodBody(method.RelativeVirtualAddress).GetILReader().Length, methods + 1);
            }
        }
        Console.WriteLine($"  IL                      {rooms.Values.Sum(static room => room.Bytes),9:N0} bytes in {rooms.Values.Sum(static room => room.Methods):N0} methods of {metadata.TypeDefinitions.Count:N0} types; assembly {new FileInfo(path).Length:N0} bytes");
        Console.WriteLine($"    {string.Join(", ", rooms.OrderByDescending(static room => room.Value.Bytes).Select(static room => $"{room.Key} {room.Value.Bytes:N0}"))}");
    }

    private static void TellDays()
    {
        FlashJournal journal = null!;
        var rig = new LineRig(JournalDays.Load, clock =>
        {
            journal = new FlashJournal(new PlainFlash(Segments, SegmentBytes), new QuietPorts(), clock);
            journal.Open(0);
            return journal;
        });
        var days = JournalDays.Run(rig, journal, 10 * JournalDays.SlotsOfDay);
        Console.WriteLine($"  journal of 8 MB         200 meters x 5 registers x 15 minutes, nothing acknowledged: {journal.Written:N0} bytes in 10 days, {journal.Overwritten} messages overwritten; {days} days by its own count of {journal.Capacity:N0} bytes");
    }

    private static string RoomOf(MetadataReader metadata, TypeDefinition type)
    {
        while (type.IsNested)
            type = metadata.GetTypeDefinition(type.GetDeclaringType());
        return metadata.GetString(type.Namespace).Split('.') is [_, _, var room, ..] ? room : "Concentrator";
    }

    private static void TellHeap()
    {
        // What others keep, the rig's meters above all, is made first.
        var rig = new LineRig(_load);
        var flash = new PlainFlash(Segments, SegmentBytes);
        var quiet = new QuietPorts();
        var plan = rig.Plan(1);
        var next = rig.Plan(2);

        var empty = GC.GetTotalMemory(true);
        var journal = new FlashJournal(flash, quiet, quiet);
        journal.Open(0);
        var machine = new ConcentratorMachine("C-0001", journal, [quiet], quiet, null);
        machine.UseCommands(quiet, null);
        var uplink = new UplinkMachine(journal, quiet, new UplinkSettings("C-0001", "secret"), quiet, machine);
        machine.Start(0);
        uplink.Step(0);
        var idle = GC.GetTotalMemory(true) - empty;

        machine.OnPlan(plan, 0, plan.Length);
        machine.Step(1);
        machine.Step(2);
        if (machine.Meters != _load.Meters)
            throw new InvalidOperationException($"{machine.Meters} meters.");
        var busy = GC.GetTotalMemory(true) - empty;

        machine.OnPlan(next, 0, next.Length);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var now = 3; now < 3000 && machine.PlanVersion != 2; now++)
        {
            quiet.Set(1772323200000 + (now * 1000L));
            machine.Step(now * 1000L);
        }
        var change = GC.GetAllocatedBytesForCurrentThread() - before;
        if (machine.PlanVersion != 2)
            throw new InvalidOperationException("The plan was not taken.");
        Console.WriteLine($"  managed heap            {idle,9:N0} bytes without a plan, {busy:N0} with 200 meters");
        Console.WriteLine($"    peak                  {busy + change,9:N0} bytes: while a new plan of 200 meters is taken, nothing collected meanwhile");
        GC.KeepAlive(uplink);
    }

    private static void TellPolls(string name, LineLoad load)
    {
        var rig = new LineRig(load, static clock =>
        {
            var journal = new FlashJournal(new PlainFlash(Segments, SegmentBytes), new QuietPorts(), clock);
            journal.Open(0);
            return journal;
        });
        rig.RoundSeconds();
        var reads = rig.Machine.Lines[0].ReadsOk;
        var allocated = rig.Allocated;
        for (var round = 0; round < Rounds; round++)
            rig.RoundSeconds();
        reads = rig.Machine.Lines[0].ReadsOk - reads;
        allocated = rig.Allocated - allocated;
        Console.WriteLine($"  allocated               {(double)allocated / reads,9:F4} bytes a poll, journalled and committed: {allocated} in {reads:N0} polls of {Rounds} slots, {name}");
    }
}
