using System;
using Wattline.Firmware.Meters;

namespace Wattline.Firmware.Plans;

public sealed partial class PlanDecoder
{
    private int ReadTemplate(out PlanTemplate template)
    {
        template = null;
        if (_reader.ReadArray() != (_hasTasks ? 3 : 2))
        {
            return PlanRefusal.Malformed;
        }

        var number = _reader.ReadUInt();
        var protocol = _reader.Failed || number >= MeterProtocols.Count ? null : MeterProtocols.Find((int)number);
        if (!_reader.Failed && protocol == null)
        {
            return PlanRefusal.Protocol;
        }

        var reads = ReadCount(PlanLimits.ReadsMax, out var refusal);
        if (refusal != PlanRefusal.None)
        {
            return refusal;
        }

        template = new PlanTemplate((int)number, reads);
        for (var i = 0; i < reads && refusal == PlanRefusal.None; i++)
        {
            refusal = ReadRead(protocol, TaskType.Register, template.Channels, out template.Reads[i]);
            template.Reads[i].Place = i;
            template.Channels += refusal == PlanRefusal.None ? template.Reads[i].Channels : 0;
        }

        if (refusal == PlanRefusal.None && _hasTasks)
        {
            refusal = ReadTasks(protocol, template);
        }

        return refusal == PlanRefusal.None && template.Channels == 0 && template.Tasks.Length == 0 ? PlanRefusal.Channels : refusal;
    }

    private int ReadTasks(IMeterProtocol protocol, PlanTemplate template)
    {
        var tasks = ReadCount(PlanLimits.TasksMax, out var refusal);
        if (refusal != PlanRefusal.None)
        {
            return refusal;
        }

        template.Tasks = new PlanTask[tasks];
        for (var i = 0; i < tasks && refusal == PlanRefusal.None; i++)
        {
            refusal = ReadTask(protocol, out template.Tasks[i]);
        }

        return refusal;
    }

    /// <summary>[type, when, depth, [read …], code]</summary>
    private int ReadTask(IMeterProtocol protocol, out PlanTask task)
    {
        task = null;
        if (_reader.ReadArray() != 5)
        {
            return PlanRefusal.Malformed;
        }

        var type = _reader.ReadUInt();
        var when = _reader.ReadUInt();
        var depth = _reader.ReadUInt();
        if (_reader.Failed)
        {
            return PlanRefusal.Malformed;
        }

        if (!IsTask(type, when, depth) || !protocol.Keeps((int)type))
        {
            return PlanRefusal.Task;
        }

        var reads = ReadCount(PlanLimits.ReadsMax, out var refusal);
        if (refusal != PlanRefusal.None)
        {
            return refusal;
        }

        task = new PlanTask(reads) { Type = (int)type, When = (int)when, Depth = (int)depth };
        for (var i = 0; i < reads && refusal == PlanRefusal.None; i++)
        {
            refusal = ReadRead(protocol, task.Type, task.Channels, out task.Reads[i]);
            task.Channels += refusal == PlanRefusal.None && task.IsDated ? task.Reads[i].Channels : 0;
        }

        if (refusal != PlanRefusal.None)
        {
            return refusal;
        }

        task.Code = _reader.TryReadNull() ? null : _reader.ReadText();
        if (_reader.Failed || (task.Code != null && (task.Code.Length == 0 || task.Code.Length > PlanLimits.ObisMax)))
        {
            return PlanRefusal.Malformed;
        }

        return reads == (task.Type == TaskType.Events ? 2 : task.Type == TaskType.Clock ? 0 : reads)
            && (task.Code != null) == (task.Type == TaskType.Events) && (task.Channels > 0) == task.IsDated
            ? PlanRefusal.None : PlanRefusal.Task;
    }

    /// <summary>True when a type's time and depth are what they can be.</summary>
    private static bool IsTask(ulong type, ulong when, ulong depth)
    {
        if (type > TaskType.Clock || when > PlanLimits.EveryMax || depth > PlanLimits.DepthMax)
        {
            return false;
        }

        switch ((int)type)
        {
            case TaskType.Daily: return when == 86400 && depth is >= 1 and <= 254;
            case TaskType.Hourly: return when == 3600 && depth is >= 1 and <= 254;
            case TaskType.Profile: return when >= 60 && 86400 % when == 0 && depth >= 1;
            case TaskType.Settlement:
            case TaskType.Demand: return when / 100 is >= 1 and <= 28 && when % 100 < 24 && depth is >= 1 and <= 12;
            case TaskType.Events: return when >= 60 && depth is >= 1 and <= 254;
            case TaskType.Clock: return when >= 60 && depth == 0;
            default: return false;
        }
    }

    /// <summary>[identifier, [channel …]]</summary>
    private int ReadRead(IMeterProtocol protocol, int task, int firstChannel, out PlanRead read)
    {
        read = new PlanRead { FirstChannel = firstChannel };
        if (_reader.ReadArray() != 2)
        {
            return PlanRefusal.Malformed;
        }

        if (_hasTasks && _reader.IsBytesNext)
        {
            read.Tag = _reader.ReadBytes();
        }
        else
        {
            var identifier = _reader.ReadUInt();
            read.Identifier = (uint)identifier;
            if (identifier > uint.MaxValue)
            {
                return PlanRefusal.Malformed;
            }
        }

        if (_reader.Failed || (read.Tag != null && read.Tag.Length > PlanLimits.TagMax))
        {
            return PlanRefusal.Malformed;
        }

        var channels = ReadCount(PlanLimits.ChannelsMax - firstChannel, out var tooMany);
        if (tooMany == PlanRefusal.Malformed)
        {
            return tooMany;
        }

        read.Channels = channels;
        for (var i = 0; i < channels && tooMany == PlanRefusal.None; i++)
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

            _decimals[i] = (byte)(decimals > PlanLimits.DecimalsMax ? byte.MaxValue : decimals);
        }

        if (tooMany == PlanRefusal.None && read.Tag != null)
        {
            read.ChannelDecimals = new byte[channels];
            Array.Copy(_decimals, read.ChannelDecimals, channels);
        }

        return tooMany != PlanRefusal.None ? tooMany : protocol.Check(read, task, _decimals);
    }
}
