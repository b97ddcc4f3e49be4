namespace Wattline.Tests.Bench;

/// <summary>
/// How much of an RS-485 line the firmware uses: the time of a round against the wire's own limit
/// M · Σ (request and answer, the pauses that the standard demands, the meter's answer delay), none of ours; and what the living lose
/// beside dead meters. Simulated time: the machine does not matter.
/// </summary>
internal static class LineBench
{
    private const int Rounds = 20;

    private static readonly (string Name, LineRead[] Reads)[] _plans =
        [("one register", LineLoad.OneRegister), ("block of five", LineLoad.Block), ("four blocks", LineLoad.FourBlocks)];

    /// <summary>Other protocols, at the answer delays that are seen and, of Modbus, at the shortest that there can be.</summary>
    internal static readonly (string Name, LineKind Kind, int Baud, int DelayMilliseconds)[] Others =
    [
        ("modbus 2 reg", new LineKind.Modbus(2), 9600, 60), ("modbus 2, 4 ms", new LineKind.Modbus(2), 9600, 4),
        ("modbus 20 reg", new LineKind.Modbus(20), 9600, 60), ("modbus 20, 4 ms", new LineKind.Modbus(20), 9600, 4),
        ("modbus 20 reg", new LineKind.Modbus(20), 2400, 60), ("modbus 20 reg", new LineKind.Modbus(20), 19200, 60), ("modbus 20 reg", new LineKind.Modbus(20), 115200, 60),
        ("m-bus", new LineKind.MBus(), 2400, 20), ("m-bus", new LineKind.MBus(), 9600, 20), ("m-bus", new LineKind.MBus(), 300, 40),
        ("cj/t 188", new LineKind.Cjt188(), 2400, 20), ("cj/t 188", new LineKind.Cjt188(), 2400, 100), ("cj/t 188", new LineKind.Cjt188(), 9600, 20),
    ];

    public static void Run()
    {
        Console.WriteLine();
        Console.WriteLine($"line: mean of {Rounds} rounds; limit = meters x T1 with the standard's pauses; answer delay 20 ms, 60 ms of modbus, unless said; 4 FE on both sides of DL/T 645");
        Console.WriteLine("  tick ms  meters  baud  read            limit s   round s   utilisation");
        foreach (var meters in new[] { 32, 200 })
            foreach (var baud in new[] { 2400, 9600 })
                foreach (var (name, reads) in _plans)
                    Measure(name, new LineLoad { Meters = meters, Baud = baud, Reads = reads });
        Measure("one, 100 ms", new LineLoad { Meters = 32, Baud = 2400, Reads = LineLoad.OneRegister, AnswerDelayMilliseconds = 100 });
        Measure("one, 490 ms", new LineLoad { Meters = 32, Baud = 2400, Reads = LineLoad.OneRegister, AnswerDelayMilliseconds = 490 });
        foreach (var (name, kind, baud, delay) in Others)
            Measure(name, new LineLoad { Meters = 32, Baud = baud, Kind = kind, AnswerDelayMilliseconds = delay });
        foreach (var tick in new[] { 2000, 5000, 10000 })
            foreach (var baud in new[] { 2400, 9600 })
                Measure("one register", new LineLoad { Meters = 32, Baud = baud, Reads = LineLoad.OneRegister, TickMicros = tick });

        Console.WriteLine();
        Console.WriteLine("  10 dead meters of 32: the round of the 22 that live, alone and beside the dead");
        Console.WriteLine("  baud  read             alone s   beside s   lost    the round in which they die, s");
        foreach (var baud in new[] { 2400, 9600 })
            foreach (var (name, reads) in _plans)
                Bury(name, new LineLoad { Meters = 32, Dead = 10, Baud = baud, Reads = reads });
    }

    private static void Measure(string name, LineLoad load)
    {
        var mean = Mean(new LineRig(load));
        var limit = load.LimitOf(load.Meters);
        Console.WriteLine($"  {load.TickMicros / 1000,7}  {load.Meters,6}  {load.Baud,4}  {name,-15}  {limit,7:F3}   {mean,7:F3}   {limit / mean,11:P2}");
    }

    private static void Bury(string name, LineLoad load)
    {
        var alone = Mean(new LineRig(load with { Meters = load.Living, Dead = 0 }));
        var rig = new LineRig(load);
        rig.Kill(false);
        Mean(rig);
        rig.Kill(true);
        var died = rig.RoundSeconds();
        var beside = Mean(rig);
        Console.WriteLine($"  {load.Baud,4}  {name,-14}  {alone,8:F3}   {beside,8:F3}   {1 - (alone / beside),5:P1}   {died,7:F3}");
    }

    private static double Mean(LineRig rig)
    {
        var total = 0.0;
        for (var round = 0; round < Rounds; round++)
            total += rig.RoundSeconds();
        return total / Rounds;
    }
}
