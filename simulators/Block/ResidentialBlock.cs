using System.Globalization;
using System.Text;
using Wattline.Simulators.Block.Kinds;
using Wattline.Simulators.Meters;
using Wattline.Simulators.Meters.Cjt188;
using Wattline.Simulators.Meters.Load;
using Wattline.Simulators.Physics;

namespace Wattline.Simulators.Block;

/// <summary>
/// A residential block on one simulated clock: concentrators with the real firmware, their lines, meters and kiosks,
/// and what goes wrong with them. Lab and world put it together alike; they bring the flash, the sockets and the cloud.
/// </summary>
public sealed class ResidentialBlock
{
    /// <summary>What the tariff registers of every meter show at the start, 0.01 kWh: the total begins with 1000.00 kWh.</summary>
    private static readonly long[] _startHundredths = [10_000, 20_000, 30_000, 40_000];

    /// <summary>The zone of the block's meters.</summary>
    private const string Zone = "Asia/Shanghai";

    private readonly List<(string Concentrator, long SinceMicros, long AtMicros)> _unsent = [];
    private readonly FaultKind[] _unreachable =
        [FaultKind.DeadMeter, FaultKind.SlowMeter, FaultKind.DeadLine, FaultKind.NoisyLine, FaultKind.LossyLine, FaultKind.Crash];

    /// <summary>Builds the block; nothing runs until the clock does and concentrators are booted.</summary>
    public ResidentialBlock(BlockOptions options, FaultPlan faults)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(faults);
        Options = options;
        Faults = faults;
        var meters = new List<BlockMeter>();
        var concentrators = new List<BlockConcentrator>();
        for (var index = 0; index < options.Concentrators; index++)
        {
            var name = NameOf(index);
            var lines = new List<Rs485Line>();
            for (var line = 0; line < options.Lines; line++)
                lines.Add(BuildLine(name, index, line, meters));
            concentrators.Add(new BlockConcentrator(this, name, lines));
        }
        Meters = meters;
        Concentrators = concentrators;
        var kiosks = new List<BlockKiosk>();
        for (var kiosk = 0; kiosk < options.Kiosks; kiosk++)
        {
            var at = concentrators[kiosk % concentrators.Count];
            kiosks.Add(at.AddKiosk(KioskName(kiosk), SeedOf($"kiosk {kiosk}"), options.KioskKinds[kiosk % options.KioskKinds.Count]));
        }
        Kiosks = kiosks;
    }

    /// <summary>What it is made of.</summary>
    public BlockOptions Options { get; }

    /// <summary>The one clock of lines, meters, kiosks and the firmware's polling.</summary>
    public VirtualClock Clock { get; } = new();

    /// <summary>Everything that goes wrong.</summary>
    public FaultPlan Faults { get; }

    /// <summary>All concentrators.</summary>
    public IReadOnlyList<BlockConcentrator> Concentrators { get; }

    /// <summary>All meters.</summary>
    public IReadOnlyList<BlockMeter> Meters { get; }

    /// <summary>All kiosks.</summary>
    public IReadOnlyList<BlockKiosk> Kiosks { get; }

    /// <summary>What the total register of every meter showed at the start, kWh.</summary>
    public static string RegisterStart { get; } = (_startHundredths.Sum() / 100m).ToString("F2", CultureInfo.InvariantCulture);

    /// <summary>Names that a fault plan may use, for a block of these options.</summary>
    public static FaultTargets Targets(BlockOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var concentrators = Enumerable.Range(0, options.Concentrators).ToList();
        var lines = concentrators.SelectMany(c => Enumerable.Range(0, options.Lines).Select(line => (c, line))).ToList();
        return new FaultTargets(
            [.. lines.SelectMany(at => Enumerable.Range(0, options.Meters).Select(meter => BlockMeter.AddressOf(at.c, at.line, meter)))],
            [.. lines.Select(at => LineName(NameOf(at.c), at.line))],
            [.. concentrators.Select(c => LinkName(NameOf(c)))],
            [FaultTargets.Gateway, .. concentrators.Select(NameOf)],
            [.. Enumerable.Range(0, options.Kiosks).Select(KioskName)]);
    }

    /// <summary>The fault plan's name of a concentrator's network link.</summary>
    public static string LinkName(string concentrator) => $"{concentrator}/link";

    /// <summary>The fault plan's name of a kiosk, counted from 0: a crash cuts its validator's power.</summary>
    public static string KioskName(int kiosk) => string.Create(CultureInfo.InvariantCulture, $"K-{kiosk + 1:D4}");

    /// <summary>The registry as the utility would import it (CSV).</summary>
    /// <param name="gateway">The gateway that the concentrators connect to.</param>
    public string RegistryCsv(string gateway)
    {
        var csv = new StringBuilder("meter,concentrator,line,address,protocol,template,baud,phases,max_kw,zone,point_of_delivery,gateway,every_s,parity\n");
        foreach (var meter in Meters)
        {
            var (address, protocol, template, baud, parity) = meter.Registered;
            csv.Append(CultureInfo.InvariantCulture,
                $"{meter.Id},{meter.Concentrator},{meter.Line},{address},{protocol},{template},{baud},1,80,{Zone},POD-{meter.Id},{gateway},{Options.EverySeconds},{(parity == "even" ? "" : parity)}\n");
        }
        return csv.ToString();
    }

    /// <summary>The register maps that the utility imports before the registry's file.</summary>
    public IReadOnlyList<string> RegisterMaps => Options.Protocols.Contains(MeterKind.Modbus) ? [ModbusSeat.Map] : [];

    /// <summary>Whether an absence is explained truly.</summary>
    /// <returns>Null when it is; else what speaks against it.</returns>
    public string? Explains(string cause, BlockMeter meter, long fromMicros, long untilMicros)
    {
        ArgumentNullException.ThrowIfNull(meter);
        FaultKind[] named = cause switch
        {
            "silent" => [FaultKind.DeadMeter, FaultKind.SlowMeter, FaultKind.DeadLine],
            "noise" => [FaultKind.NoisyLine, FaultKind.LossyLine, FaultKind.NoiseBurst],
            "concentrator_down" => [FaultKind.Crash, FaultKind.RestoredFlash],
            "window_closed" => [FaultKind.DeadMeter, FaultKind.SlowMeter, FaultKind.DeadLine, FaultKind.NoisyLine, FaultKind.LossyLine, FaultKind.Crash],
            _ => [],
        };
        var faults = new[] { meter.Id, LineName(meter.Concentrator, meter.Line), meter.Concentrator }
            .SelectMany(target => Faults.Of(target, fromMicros, untilMicros)).OrderBy(fault => fault.StartMicros).ToList();
        if (!faults.Any(fault => named.Contains(fault.Kind)))
            return "nothing of that kind was injected";
        var isGone = WentWithTheFlash(meter, fromMicros, untilMicros);
        if (cause == "concentrator_down" && isGone)
            return null;
        var free = 0L;
        // What was read before an old flash came in went with the other: only what was left of the slot counts.
        var reached = isGone
            ? faults.Where(fault => fault.Kind == FaultKind.RestoredFlash && fault.EndMicros < untilMicros).Select(static fault => fault.EndMicros).Append(fromMicros).Max()
            : fromMicros;
        foreach (var fault in faults.Where(fault => _unreachable.Contains(fault.Kind)))
        {
            free = Math.Max(free, fault.StartMicros - reached);
            reached = Math.Max(reached, fault.EndMicros);
        }
        free = Math.Max(free, untilMicros - reached);
        return free <= GraceMicros ? null : string.Create(CultureInfo.InvariantCulture, $"the meter could be read for {free / 1_000_000} s: {string.Join(", ", faults.Select(TextOf))}");
    }

    private static string TextOf(Fault fault) => string.Create(
        CultureInfo.InvariantCulture,
        $"{fault.Kind} of {fault.Target} from {VirtualClock.Start.AddMicroseconds(fault.StartMicros):HH:mm:ss} to {VirtualClock.Start.AddMicroseconds(fault.EndMicros):HH:mm:ss}");

    /// <summary>
    /// An old flash came in though not everything on the one before was acknowledged: on a busy machine the network takes real seconds, which may be
    /// hours here.
    /// </summary>
    /// <param name="sinceMicros">When all was acknowledged last.</param>
    public void NoteUnsent(string concentrator, long sinceMicros) => _unsent.Add((concentrator, sinceMicros, Clock.NowMicros));

    /// <summary>Whether what was read of a slot can have gone with the flash that was taken out: it came after the copy, and could not be sent, or not yet.</summary>
    private bool WentWithTheFlash(BlockMeter meter, long fromMicros, long untilMicros) => Faults.Of(meter.Concentrator).Any(fault =>
        fault.Kind == FaultKind.RestoredFlash && fault.StartMicros < untilMicros && fault.EndMicros >= fromMicros
        && (fault.EndMicros < untilMicros || _unsent.Any(one => one.Concentrator == meter.Concentrator && one.SinceMicros < untilMicros && one.AtMicros >= fromMicros) || Faults.Of(LinkName(meter.Concentrator), fromMicros, fault.EndMicros).Any() || Faults.Of(FaultTargets.Gateway, fromMicros, fault.EndMicros).Any()));

    /// <summary>Whether an old flash came into a meter's concentrator in a time: it knows nothing of what was read before.</summary>
    internal bool WasFlashRestored(BlockMeter meter, long fromMicros, long untilMicros) =>
        Faults.Of(meter.Concentrator).Any(fault => fault.Kind == FaultKind.RestoredFlash && fault.EndMicros >= fromMicros && fault.EndMicros < untilMicros);

    internal int SeedOf(string name) => Seeds.Of(Options.Seed, name);

    internal static string LineName(string concentrator, int line) => string.Create(CultureInfo.InvariantCulture, $"{concentrator}/line-{line}");

    /// <summary>
    /// How long a meter may be reachable in vain: the pause between sweeps, and two sweeps of the line at about 1.2 s
    /// for a meter at 2400 baud.
    /// </summary>
    private long GraceMicros => 25_000_000 + Options.Meters * 2_500_000L * 2400 / Options.Baud;

    private static string NameOf(int concentrator) => string.Create(CultureInfo.InvariantCulture, $"C-{concentrator + 1:D4}");

    private Rs485Line BuildLine(string concentrator, int index, int line, List<BlockMeter> meters)
    {
        var name = LineName(concentrator, line);
        var wire = new Rs485Line(Clock, SeedOf(name));
        for (var place = 0; place < Options.Meters; place++)
        {
            var address = BlockMeter.AddressOf(index, line, place);
            var random = new Random(SeedOf(address));
            var meter = new BlockMeter(BuildSeat(Options.Protocols[place % Options.Protocols.Count], address, place + 1, random), address, concentrator, line);
            meter.AttachTo(wire);
            Faults.Drive(Clock, address, meter.Suffer);
            meters.Add(meter);
        }
        Faults.Drive(Clock, name, wire);
        return wire;
    }

    private MeterSeat BuildSeat(string kind, string address, int number, Random random)
    {
        if (kind == MeterKind.Dlt645)
            return BuildDlt645(address, random);
        var load = new MeteredLoad(
            Options.Profile ?? LoadProfile.Household(random.Next(), VirtualClock.Start.DateTime), kind == MeterKind.Modbus ? 3 : 1, random.Next(), random.Next(1_000_000, 9_000_000));
        MeterSeat seat = kind switch
        {
            MeterKind.Modbus => ModbusSeat.Make(number, (uint)random.Next(10_000_000, 99_999_999), load),
            MeterKind.MBus => MBusSeat.Make(number, random.Next(10_000_000, 99_999_999), load),
            MeterKind.Cjt188 => new Cjt188Seat(new Cjt188Meter(new Cjt188Settings { Address = $"00{address}" }, load)),
            _ => throw new ArgumentException($"'{kind}' is none of: {string.Join(", ", MeterKind.All)}"),
        };
        seat.SetDelay(MeterSeat.AnswerDelayMicros);
        return seat;
    }

    private Dlt645Seat BuildDlt645(string address, Random random)
    {
        var settings = new MeterSettings
        {
            Address = address,
            Seed = random.Next(),
            StartHundredths = _startHundredths,
            ClockOffset = TimeSpan.FromSeconds(random.Next(-30, 31)),
            DriftPartsPerMillion = random.Next(-6, 7),
            Preamble = random.Next(5),
            Passwords = Options.MeterPassword is { } password ? new Dictionary<byte, string> { [2] = password } : null,
        };
        var load = Options.Profile ?? LoadProfile.Household(random.Next(), (VirtualClock.Start + settings.Zone).DateTime);
        return new Dlt645Seat(new SimulatedMeter(settings, load) { AnswerDelayMicros = MeterSeat.AnswerDelayMicros }, Options.Template, SerialSetting.Dlt645 with { Baud = Options.Baud });
    }
}
