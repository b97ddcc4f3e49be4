using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Wattline.Cloud.Contracts;
using Wattline.Gateway.Domain;
using Wattline.Gateway.Runtime.Registry;

namespace Wattline.Gateway.Uplinks;

public static partial class RegistryMapper
{
    /// <summary>Hex digits of an identifier that is a byte string: 24 bytes (docs/uplink.md).</summary>
    private const int TagCharsMax = 48;

    private static readonly Dictionary<string, MeterTaskType> _tasks = new(StringComparer.Ordinal)
    {
        ["daily"] = MeterTaskType.Daily,
        ["hourly"] = MeterTaskType.Hourly,
        ["profile"] = MeterTaskType.Profile,
        ["settlement"] = MeterTaskType.Settlement,
        ["demand"] = MeterTaskType.Demand,
        ["events"] = MeterTaskType.Events,
        ["clock"] = MeterTaskType.Clock,
    };

    private static bool TryMap(PlanTemplate source, [NotNullWhen(true)] out Template? template, out string fault)
    {
        template = null;
        var protocol = Template.Protocols.ToList().IndexOf(source.Protocol);
        if (protocol < 0) return Wrong($"unknown protocol '{source.Protocol}'", out fault);
        if (!TryMap(source.Reads, protocol, out var requests, out fault)) return false;
        var tasks = new List<MeterTask>();
        foreach (var task in source.Tasks ?? [])
        {
            if (!_tasks.TryGetValue(task.Type, out var type)) return Wrong($"unknown task '{task.Type}'", out fault);
            if (task.When < 0 || task.Depth < 0) return Wrong($"task '{task.Type}': when or depth below 0", out fault);
            if (!TryMap(task.Reads, protocol, out var questions, out fault)) return false;
            tasks.Add(new MeterTask(type, task.When, task.Depth, questions, task.Code));
        }
        template = new Template(protocol, requests, tasks);
        return true;
    }

    private static bool TryMap(IReadOnlyList<PlanRead> reads, int protocol, out List<Request> requests, out string fault)
    {
        requests = [];
        fault = "";
        var seen = new HashSet<Obis>();
        foreach (var read in reads)
        {
            uint identifier = 0;
            byte[]? tag = null;
            if (protocol <= 1)
            {
                if (read.Id.Length != 8 || !uint.TryParse(read.Id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out identifier))
                    return Wrong($"'{read.Id}' is not 8 hex digits", out fault);
            }
            else
            {
                if (read.Id.Length is 0 or > TagCharsMax || read.Id.Length % 2 != 0 || !read.Id.All(char.IsAsciiHexDigit))
                    return Wrong($"'{read.Id}' is not 2 to {TagCharsMax} hex digits", out fault);
                tag = Convert.FromHexString(read.Id);
            }
            var channels = new List<Channel>();
            foreach (var channel in read.Channels)
            {
                if (!Obis.TryParse(channel.Obis, out Obis obis)) return Wrong($"'{channel.Obis}' is not an OBIS code", out fault);
                if (!seen.Add(obis)) return Wrong($"{obis} stands twice", out fault);
                if (channel.Decimals is < 0 or > DomainLimits.DecimalsMax) return Wrong($"{obis} has {channel.Decimals} decimals", out fault);
                if (Unit.Find(channel.Unit) is not { } unit) return Wrong($"unknown unit '{channel.Unit}'", out fault);
                channels.Add(new Channel(obis, (byte)channel.Decimals, unit));
            }
            requests.Add(new Request(identifier, channels, tag));
        }
        return true;
    }
}
