using Wattline.Firmware.Cbor;
using Wattline.Firmware.Meters;

namespace Wattline.Firmware.Plans;

/// <summary>Turns a plan's CBOR into a <see cref="Plan"/>, or says why not.</summary>
public sealed partial class PlanDecoder
{
    private const int FormatOfSlots = 1;
    private const int FormatOfTasks = 2;

    private readonly int _lines;
    private readonly byte[] _decimals = new byte[PlanLimits.ChannelsMax];
    private CborReader _reader;
    private bool _hasTasks;

    /// <param name="lines">RS-485 lines that the device has.</param>
    public PlanDecoder(int lines)
    {
        _lines = lines;
    }

    /// <summary>The plan that was decoded last; null when it was refused.</summary>
    public Plan Plan { get; private set; }

    /// <summary>The version of what was decoded last, refused or not; -1 when it was not read.</summary>
    public int Version { get; private set; }

    /// <summary>Decodes a plan.</summary>
    /// <param name="versionInUse">The version must be above it; -1 when there is none.</param>
    /// <returns>One of <see cref="PlanRefusal"/>.</returns>
    public int Decode(byte[] payload, int offset, int count, int versionInUse)
    {
        Plan = null;
        Version = -1;
        _reader = new CborReader(payload, offset, count);
        var fields = _reader.ReadArray();
        var format = _reader.ReadUInt();
        var version = _reader.ReadUInt();
        var every = _reader.ReadUInt();
        if (_reader.Failed || version > int.MaxValue)
        {
            return PlanRefusal.Malformed;
        }

        if (format is not (FormatOfSlots or FormatOfTasks))
        {
            return PlanRefusal.Format;
        }

        if (fields != (format == FormatOfTasks ? 6 : 5))
        {
            return PlanRefusal.Malformed;
        }

        _hasTasks = format == FormatOfTasks;
        Version = (int)version;
        if (Version <= versionInUse)
        {
            return PlanRefusal.NotNewer;
        }

        if (every is < PlanLimits.EveryMin or > PlanLimits.EveryMax)
        {
            return PlanRefusal.Every;
        }

        var horizon = _hasTasks ? _reader.ReadUInt() : 0;
        if (horizon > PlanLimits.HorizonMax)
        {
            return PlanRefusal.TooMany;
        }

        var templates = ReadCount(PlanLimits.TemplatesMax, out var refusal);
        if (refusal != PlanRefusal.None)
        {
            return refusal;
        }

        var all = new PlanTemplate[templates];
        for (var i = 0; i < templates; i++)
        {
            refusal = ReadTemplate(out all[i]);
            if (refusal != PlanRefusal.None)
            {
                return refusal;
            }
        }

        var meters = ReadCount(PlanLimits.MetersMax, out refusal);
        if (refusal != PlanRefusal.None)
        {
            return refusal;
        }

        var plan = new Plan(Version, (int)every, all, meters) { Horizon = (int)horizon };
        refusal = ReadMeters(plan);
        if (refusal == PlanRefusal.None && !_reader.AtEnd)
        {
            refusal = PlanRefusal.Malformed;
        }

        if (refusal == PlanRefusal.None)
        {
            Plan = plan;
        }

        return refusal;
    }

    private int ReadCount(int most, out int refusal)
    {
        var count = _reader.ReadArray();
        refusal = count < 0 ? PlanRefusal.Malformed : count > most ? PlanRefusal.TooMany : PlanRefusal.None;
        return count;
    }

    private int ReadMeters(Plan plan)
    {
        int values = 0, tasks = 0;
        for (var i = 0; i < plan.Meters; i++)
        {
            if (_reader.ReadArray() != (_hasTasks ? 6 : 4))
            {
                return PlanRefusal.Malformed;
            }

            var line = _reader.ReadUInt();
            var address = _reader.ReadText();
            var template = _reader.ReadUInt();
            var baud = _reader.ReadUInt();
            var parity = _hasTasks ? _reader.ReadUInt() : 2;
            var zone = _hasTasks ? _reader.ReadInt() : 0;
            if (_reader.Failed || parity > 2 || zone is < -PlanLimits.ZoneMax or > PlanLimits.ZoneMax)
            {
                return PlanRefusal.Malformed;
            }

            var refusal = line >= (ulong)_lines ? PlanRefusal.Line
                : template >= (ulong)plan.Templates.Length ? PlanRefusal.Template
                : PlanRefusal.None;
            if (refusal == PlanRefusal.Template || refusal == PlanRefusal.None)
            {
                // An address can only be judged by its protocol; without a template it is judged as the first format's.
                var protocol = refusal == PlanRefusal.None ? plan.Templates[(int)template].Protocol : MeterProtocols.Dlt645;
                refusal = MeterProtocols.Find(protocol).PackAddress(address, plan.Addresses, Plan.AddressOf(i)) ? refusal : PlanRefusal.Address;
                plan.Addresses[Plan.AddressOf(i) + PlanLimits.AddressBytes - 1] = (byte)protocol;
            }

            if (refusal == PlanRefusal.None && baud is < PlanLimits.BaudMin or > PlanLimits.BaudMax)
            {
                refusal = PlanRefusal.Baud;
            }

            if (refusal != PlanRefusal.None)
            {
                return refusal;
            }

            plan.Lines[i] = (byte)line;
            plan.TemplateOf[i] = (byte)template;
            plan.Bauds[i] = (int)baud;
            plan.Parities[i] = (byte)parity;
            plan.Zones[i] = (short)zone;
            values += plan.Template(i).Channels;
            tasks += plan.Template(i).Tasks.Length;
            if (values > PlanLimits.ValuesMax || tasks > PlanLimits.TasksOfPlanMax)
            {
                return PlanRefusal.TooMany;
            }
        }

        return PlanRefusal.None;
    }
}
