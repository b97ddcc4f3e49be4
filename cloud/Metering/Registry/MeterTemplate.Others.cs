using Wattline.Cloud.Contracts;

namespace Wattline.Cloud.Metering.Registry;

public sealed partial record MeterTemplate
{
    /// <summary>
    /// Water, gas and heat by CJ/T 188 (annex A) and M-Bus (EN 13757-3): identifiers as docs/uplink.md has them, OBIS codes of
    /// IEC 62056-61 and EN 13757-1. A heat meter that counts in joules has a template of its own: no power of ten leads to kWh.
    /// </summary>
    private static IReadOnlyList<MeterTemplate> Others =>
    [
        Volume("cjt188-water", "8-0:1.0.0", "8-0:96.5.0"),
        Volume("cjt188-hot-water", "9-0:1.0.0", "9-0:96.5.0"),
        Volume("cjt188-gas", "7-0:3.0.0", "7-0:96.5.0"),
        Heat("cjt188-heat", "05", "kWh"),
        Heat("cjt188-heat-joules", "0E", "MJ"),
        new("mbus-water", MeterProtocols.MBus, [new("009013", [new("8-0:1.0.0", 3, "m3")])]),
        new("mbus-heat", MeterProtocols.MBus, [new("0060039013602B905A905E",
        [
            new("6-0:1.0.0", 3, "kWh"), new("6-0:2.0.0", 3, "m3"), new("6-0:8.0.0", 3, "kW"), new("6-0:10.0.0", 1, "Cel"), new("6-0:11.0.0", 1, "Cel"),
        ])]),
        new("mbus-heat-joules", MeterProtocols.MBus, [new("00300B9013602B905A905E",
        [
            new("6-0:1.0.0", 3, "MJ"), new("6-0:2.0.0", 3, "m3"), new("6-0:8.0.0", 3, "kW"), new("6-0:10.0.0", 1, "Cel"), new("6-0:11.0.0", 1, "Cel"),
        ])]),
        new("mbus-electricity", MeterProtocols.MBus, [new("006003602B", [new("1-0:1.8.0", 3, "kWh"), new("1-0:16.7.0", 3, "kW")])]),
    ];

    /// <summary>The total, and ST: bits 0 and 1 the valve, bit 2 the battery.</summary>
    private static MeterTemplate Volume(string name, string total, string status) =>
        new(name, MeterProtocols.Cjt188, [new("901F00002C0F00", [new(total, 2, "m3"), new(status, 0, "/")])]);

    private static MeterTemplate Heat(string name, string unitByte, string unit) => new(name, MeterProtocols.Cjt188, [new($"901F0001{unitByte}042C02170335050006000F00",
    [
        new("6-0:1.0.0", 2, unit), new("6-0:2.0.0", 2, "m3"), new("6-0:8.0.0", 2, "kW"), new("6-0:9.0.0", 4, "m3/h"),
        new("6-0:10.0.0", 2, "Cel"), new("6-0:11.0.0", 2, "Cel"), new("6-0:96.5.0", 0, "/"),
    ])]);
}
