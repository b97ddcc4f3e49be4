using Wattline.Firmware.Cbor;
using Wattline.Firmware.Meters;

namespace Wattline.Firmware.Plans;

/// <summary>Turns a plan's CBOR into a <see cref="Plan"/>, or says why not.</summary>
public sealed class PlanDecoder
{
    private readonly int _lines;
    private readonly Dlt645Format _format = new Dlt645Format();
    private CborReader _reader;

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
        if (_reader.ReadArray() != 5)
        {
            return PlanRefusal.Malformed;
        }

        var format = _reader.ReadUInt();
        var version = _reader.ReadUInt();
        var every = _reader.ReadUInt();
        if (_reader.Failed || version > int.MaxValue)
        {
            return PlanRefusal.Malformed;
        }

        if (format != 1)
        {
            return PlanRefusal.Format;
        }

        Version = (int)version;
        if (Version <= versionInUse)
        {
            return PlanRefusal.NotNewer;
        }

        if (every is < PlanLimits.EveryMin or > PlanLimits.EveryMax)
        {
            return PlanRefusal.Every;
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

        var plan = new Plan(Version, (int)every, all, meters);
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

    private int ReadTemplate(out PlanTemplate template)
    {
        template = null;
        if (_reader.ReadArray() != 2)
        {
            return PlanRefusal.Malformed;
        }

        var protocol = _reader.ReadUInt();
        if (!_reader.Failed && protocol != 0)
        {
            return PlanRefusal.Protocol;
        }

        var reads = ReadCount(PlanLimits.ReadsMax, out var refusal);
        if (refusal != PlanRefusal.None)
        {
            return refusal;
        }

        template = new PlanTemplate(reads);
        for (var i = 0; i < reads && refusal == PlanRefusal.None; i++)
        {
            refusal = ReadRead(template, i);
        }

        return refusal == PlanRefusal.None && template.Channels == 0 ? PlanRefusal.Channels : refusal;
    }

    private int ReadRead(PlanTemplate template, int index)
    {
        if (_reader.ReadArray() != 2)
        {
            return PlanRefusal.Malformed;
        }

        var identifier = _reader.ReadUInt();
        if (_reader.Failed || identifier > uint.MaxValue)
        {
            return PlanRefusal.Malformed;
        }

        if (!Dlt645Formats.Find((uint)identifier, _format)
            || _format.Kind is not (Dlt645Kind.Number or Dlt645Kind.NumberAndMoment))
        {
            return PlanRefusal.Identifier;
        }

        var channels = ReadCount(PlanLimits.ChannelsMax - template.Channels, out var refusal);
        if (refusal != PlanRefusal.None)
        {
            return refusal;
        }

        if (channels == 0 || (_format.Count != 0 && channels != _format.Count)
            || channels * _format.Bytes > Dlt645Limits.AssembledMax)
        {
            return PlanRefusal.Channels;
        }

        for (var i = 0; i < channels; i++)
        {
            if (_reader.ReadArray() != 2)
            {
                return PlanRefusal.Malformed;
            }

            var obis = _reader.ReadText();
            var decimals = _reader.ReadUInt();
            if (_reader.Failed || obis.Length == 0 || obis.Length > PlanLimits.ObisMax)
            {
                return PlanRefusal.Malformed;
            }

            if (decimals != (ulong)_format.Decimals)
            {
                return PlanRefusal.Decimals;
            }
        }

        var energy = _format.Unit is "kWh" or "kvarh" or "kVAh" && _format.Settlement == 0 && !_format.SettlementBlock;
        template.Reads[index] = new PlanRead
        {
            Identifier = (uint)identifier,
            FirstChannel = template.Channels,
            Channels = channels,
            ValueBytes = _format.Bytes,
            NumberBytes = _format.NumberBytes,
            Decimals = _format.Decimals,
            HasSign = _format.HasSign,
            IsEnergy = energy,
            IsCumulative = energy && _format.Cumulative,
        };
        template.Channels += channels;
        return PlanRefusal.None;
    }

    private int ReadMeters(Plan plan)
    {
        var values = 0;
        for (var i = 0; i < plan.Meters; i++)
        {
            if (_reader.ReadArray() != 4)
            {
                return PlanRefusal.Malformed;
            }

            var line = _reader.ReadUInt();
            var address = _reader.ReadText();
            var template = _reader.ReadUInt();
            var baud = _reader.ReadUInt();
            if (_reader.Failed)
            {
                return PlanRefusal.Malformed;
            }

            if (line >= (ulong)_lines)
            {
                return PlanRefusal.Line;
            }

            if (!PackAddress(address, plan.Addresses, i * 6))
            {
                return PlanRefusal.Address;
            }

            if (template >= (ulong)plan.Templates.Length)
            {
                return PlanRefusal.Template;
            }

            if (baud is < PlanLimits.BaudMin or > PlanLimits.BaudMax)
            {
                return PlanRefusal.Baud;
            }

            plan.Lines[i] = (byte)line;
            plan.TemplateOf[i] = (byte)template;
            plan.Bauds[i] = (int)baud;
            values += plan.Template(i).Channels;
            if (values > PlanLimits.ValuesMax)
            {
                return PlanRefusal.TooMany;
            }
        }

        return PlanRefusal.None;
    }

    /// <summary>12 decimal digits into 6 bytes BCD, low byte first. 99… is the broadcast: no meter answers it.</summary>
    private static bool PackAddress(string text, byte[] bytes, int offset)
    {
        if (text.Length != 12 || text == "999999999999")
        {
            return false;
        }

        for (var i = 0; i < 12; i++)
        {
            var digit = text[i] - '0';
            if (digit is < 0 or > 9)
            {
                return false;
            }

            bytes[offset + 5 - (i / 2)] |= (byte)(i % 2 == 0 ? digit << 4 : digit);
        }

        return true;
    }
}
