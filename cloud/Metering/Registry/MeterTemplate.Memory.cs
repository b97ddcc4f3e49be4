using Wattline.Cloud.Contracts;

namespace Wattline.Cloud.Metering.Registry;

public sealed partial record MeterTemplate
{
    /// <summary>Name of the single-phase template whose meters are also asked for what they remember.</summary>
    public const string SinglePhaseMemory = "dlt645-2007-single-phase-memory";

    /// <summary>Days back that a concentrator which knows nothing asks: the daily freezes of a meter's memory (DL/T 645-2007, table A.6).</summary>
    public const int HorizonDays = 62;

    private static IReadOnlyList<PlanChannel> Energies =>
    [
        new("1-0:1.8.0", 2, "kWh"), new("1-0:1.8.1", 2, "kWh"), new("1-0:1.8.2", 2, "kWh"),
        new("1-0:1.8.3", 2, "kWh"), new("1-0:1.8.4", 2, "kWh"),
    ];

    /// <summary>
    /// Registers of every slot; 62 daily freezes, 12 settlements with their maximum demand, the rings of ten of power-downs and of opened covers, and
    /// the clock; the load profile for slots whose registers were missed. Settlement is on the first at 00:00, as meters leave the factory.
    /// </summary>
    private static MeterTemplate SinglePhaseWithMemory => new(
        SinglePhaseMemory, MeterProtocols.Dlt645,
        [
            new("0001FF00", Energies),
            new("02010100", [new("1-0:32.7.0", 1, "V")]),
            new("02020100", [new("1-0:31.7.0", 3, "A")]),
            new("02030000", [new("1-0:16.7.0", 4, "kW")]),
        ],
        [
            new("daily", 86_400, 62, [new("05060100", Energies)]),
            new("settlement", 100, 12, [new("0001FF00", Energies)]),
            // The moment of a maximum has a code of the maker's range (IEC 62056-61, value group E from 128).
            new("demand", 100, 12, [new("01010000", [new("1-0:1.6.0", 4, "kW"), new("1-0:1.6.128", 0, "s")])]),
            new("events", 3_600, 10, [new("03110000", []), new("03110001", [])], "power_down"),
            new("events", 21_600, 10, [new("03300D00", []), new("03300D01", [])], "cover_open"),
            new("clock", 86_400, 0, []),
            // Forty days of quarter hours; a record is named by the registers that it holds (docs/uplink.md, plan).
            new(
                "profile", 900, 3_840,
                [
                    new("00010000", [new("1-0:1.8.0", 2, "kWh")]),
                    new("02010100", [new("1-0:32.7.0", 1, "V")]),
                    new("02020100", [new("1-0:31.7.0", 3, "A")]),
                    new("02030000", [new("1-0:16.7.0", 4, "kW")]),
                ]),
        ]);
}
