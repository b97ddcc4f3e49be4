namespace Wattline.Simulators.Meters.MBus;

/// <summary>What makes one M-Bus meter different from another.</summary>
public sealed record MBusSettings
{
    /// <summary>Primary address, 0 (unconfigured) to 250.</summary>
    public int Primary { get; init; }

    /// <summary>The number, 8 decimal digits.</summary>
    public required string Number { get; init; }

    /// <summary>Three capital letters.</summary>
    public string Maker { get; init; } = "WTL";

    /// <summary>Version.</summary>
    public byte Version { get; init; } = 1;

    /// <summary>Medium: 02 electricity, 04 heat, 07 water.</summary>
    public byte Medium { get; init; } = 4;

    /// <summary>Telegrams of one readout; the records are spread over them.</summary>
    public int Telegrams { get; init; } = 1;

    /// <summary>What its clock shows at time 0.</summary>
    public DateTime Start { get; init; } = new(2026, 3, 1, 8, 0, 0);
}
