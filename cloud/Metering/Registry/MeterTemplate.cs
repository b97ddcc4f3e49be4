using Wattline.Cloud.Contracts;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Registry;

/// <summary>What is read from a kind of meter.</summary>
/// <param name="Name">The name that the registry's lines refer to.</param>
/// <param name="Protocol">The protocol whose identifiers it uses.</param>
/// <param name="Reads">The questions of every slot, in the order in which they are asked.</param>
/// <param name="Tasks">What is read from its memory; null when nothing is.</param>
public sealed partial record MeterTemplate(string Name, string Protocol, IReadOnlyList<PlanRead> Reads, IReadOnlyList<PlanTask>? Tasks = null)
{
    /// <summary>The registers that it reads: those have values at an exchange.</summary>
    public IEnumerable<Obis> Registers() => Reads.SelectMany(static read => read.Channels).Select(static channel => Obis.Parse(channel.Obis)).Where(static obis => obis.IsRegister);

    /// <summary>The templates that every registry has. Identifiers: DL/T 645-2007, tables A.1 and A.3; their OBIS codes: IEC 62056-61.</summary>
    public static readonly IReadOnlyList<MeterTemplate> BuiltIn =
    [
        new("dlt645-2007-single-phase", MeterProtocols.Dlt645,
        [
            new("0001FF00",
            [
                // FF asks for the whole block: the total, then the four rates.
                new("1-0:1.8.0", 2, "kWh"), new("1-0:1.8.1", 2, "kWh"), new("1-0:1.8.2", 2, "kWh"),
                new("1-0:1.8.3", 2, "kWh"), new("1-0:1.8.4", 2, "kWh"),
            ]),
            new("02010100", [new("1-0:32.7.0", 1, "V")]),
            new("02020100", [new("1-0:31.7.0", 3, "A")]),
            new("02030000", [new("1-0:16.7.0", 4, "kW")]),
        ]),
        new("dlt645-2007-energy", MeterProtocols.Dlt645,
        [
            new("0001FF00",
            [
                new("1-0:1.8.0", 2, "kWh"), new("1-0:1.8.1", 2, "kWh"), new("1-0:1.8.2", 2, "kWh"),
                new("1-0:1.8.3", 2, "kWh"), new("1-0:1.8.4", 2, "kWh"),
            ]),
        ]),
        SinglePhaseWithMemory,
        .. Others,
        .. RegisterMaps.RegisterMap.Known.Values.Select(static map => RegisterMaps.MapTemplate.Make(map)),
    ];
}
