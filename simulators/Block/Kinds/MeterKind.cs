namespace Wattline.Simulators.Block.Kinds;

/// <summary>The protocols that a block's meters speak, by the names of a command line.</summary>
public static class MeterKind
{
    /// <summary>DL/T 645-2007.</summary>
    public const string Dlt645 = "dlt645";

    /// <summary>Modbus RTU.</summary>
    public const string Modbus = "modbus";

    /// <summary>M-Bus on wires.</summary>
    public const string MBus = "mbus";

    /// <summary>CJ/T 188.</summary>
    public const string Cjt188 = "cjt188";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> All = [Dlt645, Modbus, MBus, Cjt188];
}
