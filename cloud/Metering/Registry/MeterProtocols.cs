namespace Wattline.Cloud.Metering.Registry;

/// <summary>The protocols that concentrators speak, by the names of docs/cloudlink.md.</summary>
public static class MeterProtocols
{
    /// <summary>DL/T 645-2007.</summary>
    public const string Dlt645 = "dlt645-2007";

    /// <summary>Modbus RTU.</summary>
    public const string Modbus = "modbus-rtu";

    /// <summary>CJ/T 188.</summary>
    public const string Cjt188 = "cjt188";

    /// <summary>M-Bus on wires.</summary>
    public const string MBus = "mbus";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> All = [Dlt645, Modbus, Cjt188, MBus];
}
