using Wattline.Firmware.Plans;
using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Meters;

/// <summary>DL/T 645-2007 in plans: addresses of 12 digits, identifiers of annex A.</summary>
internal sealed class Dlt645Protocol : IMeterProtocol
{
    private readonly Dlt645Format _format = new Dlt645Format();

    /// <summary>12 decimal digits into 6 bytes BCD, low byte first. 99… is the broadcast: no meter answers it.</summary>
    public bool PackAddress(string text, byte[] bytes, int offset) => Pack(text, bytes, offset);

    /// <inheritdoc cref="PackAddress"/>
    internal static bool Pack(string text, byte[] bytes, int offset)
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

    /// <inheritdoc/>
    public bool Keeps(int task) => true;

    /// <inheritdoc/>
    public int Check(PlanRead read, int task, byte[] decimals)
    {
        if (task == TaskType.Events)
        {
            return CheckEvent(read);
        }

        // In the meter's memory DI0 counts back from the newest item, which is 1: plans leave it 0. A load record is named by the registers in it.
        var counts = task is not (TaskType.Register or TaskType.Profile);
        if (read.Tag != null || (counts && (byte)read.Identifier != 0) || !Belongs(read.Identifier, task)
            || !Dlt645Formats.Find(counts ? read.Identifier | 1 : read.Identifier, _format)
            || _format.Kind is not (Dlt645Kind.Number or Dlt645Kind.NumberAndMoment)
            || (task == TaskType.Demand && _format.Kind != Dlt645Kind.NumberAndMoment)
            || (task == TaskType.Profile && !IsRecorded(read)))
        {
            return PlanRefusal.Identifier;
        }

        read.HasMoments = task == TaskType.Demand;
        var refusal = Fill(read, _format, decimals);
        if (refusal != PlanRefusal.None)
        {
            return refusal;
        }

        read.IsEnergy = task == TaskType.Register && _format.Unit is "kWh" or "kvarh" or "kVAh"
            && _format.Settlement == 0 && !_format.SettlementBlock;
        if (task == TaskType.Register && (_format.TariffBlock || _format.PhaseBlock) && (read.Identifier & 0xFF00) == 0xFF00)
        {
            // DI1 counts the tariffs, or the phases.
            read.PartStep = 0x100;
            read.FirstPart = (read.Identifier & 0xFFFF00FF) | (uint)((_format.TariffBlock ? 0 : _format.Phase) << 8);
        }

        read.IsCumulative = read.IsEnergy && _format.Cumulative;
        return PlanRefusal.None;
    }

    /// <summary>Fills in how an answer is cut, as the tables say, if the plan says the same.</summary>
    internal static int Fill(PlanRead read, Dlt645Format format, byte[] decimals)
    {
        var channels = read.HasMoments ? read.Channels / 2 : read.Channels;
        if (channels == 0 || (read.HasMoments && read.Channels % 2 != 0) || (format.Count != 0 && channels != format.Count)
            || channels * format.Bytes > Dlt645Limits.AssembledMax)
        {
            return PlanRefusal.Channels;
        }

        for (var i = 0; i < read.Channels; i++)
        {
            if (decimals[i] != (read.HasMoments && i % 2 == 1 ? 0 : format.Decimals))
            {
                return PlanRefusal.Decimals;
            }
        }

        read.ValueBytes = format.Bytes;
        read.NumberBytes = format.NumberBytes;
        read.Decimals = format.Decimals;
        read.HasSign = format.HasSign;
        return PlanRefusal.None;
    }

    private static bool IsRecorded(PlanRead read)
    {
        read.ProfileClass = Dlt645Profile.ClassOf(read.Identifier, out var offset);
        read.ProfileOffset = offset;
        return read.ProfileClass > 0;
    }

    /// <summary>The counter of an event, or its newest record: neither has values of the plan's.</summary>
    private int CheckEvent(PlanRead read)
    {
        if (read.Tag != null || read.Channels != 0 || !Dlt645Formats.Find(read.Identifier, _format) || _format.Bytes == 0)
        {
            return PlanRefusal.Identifier;
        }

        read.Channels = 1;
        read.ValueBytes = _format.Bytes;
        read.NumberBytes = _format.NumberBytes;
        return PlanRefusal.None;
    }

    /// <inheritdoc/>
    public IMeterMaster Open(ISerialLine line) => new Dlt645Reader(new Dlt645Master(line), false);

    /// <summary>True when an identifier is of the memory that a task reads.</summary>
    private static bool Belongs(uint identifier, int task)
    {
        switch (task)
        {
            case TaskType.Daily: return identifier >> 16 == 0x0506;
            case TaskType.Hourly: return identifier >> 16 == 0x0504;
            case TaskType.Settlement: return identifier >> 24 == 0x00;
            case TaskType.Demand: return identifier >> 24 == 0x01;
            default: return true;
        }
    }
}
