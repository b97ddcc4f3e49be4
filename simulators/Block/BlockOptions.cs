using Wattline.Simulators.Kiosks;

namespace Wattline.Simulators.Block;

/// <summary>What a residential block is made of.</summary>
public sealed record BlockOptions
{
    /// <summary>Concentrators in the block.</summary>
    public required int Concentrators { get; init; }

    /// <summary>RS-485 lines of each concentrator.</summary>
    public required int Lines { get; init; }

    /// <summary>Meters on each line.</summary>
    public required int Meters { get; init; }

    /// <summary>Kiosks in the block, spread over the concentrators in turn.</summary>
    public required int Kiosks { get; init; }

    /// <summary>What takes the money in the kiosks, in turn.</summary>
    public IReadOnlyList<KioskKind> KioskKinds { get; init; } = [KioskKind.Ssp, KioskKind.CcTalk, KioskKind.CcNet, KioskKind.EncryptedSsp];

    /// <summary>Bits a second of the DL/T 645 meters on the RS-485 lines.</summary>
    public int Baud { get; init; } = 2400;

    /// <summary>What the meters of a line speak, in turn (<see cref="Kinds.MeterKind"/>).</summary>
    public IReadOnlyList<string> Protocols { get; init; } = [Block.Kinds.MeterKind.Dlt645];

    /// <summary>The registry's template of all DL/T 645 meters.</summary>
    public string Template { get; init; } = "dlt645-2007-single-phase";

    /// <summary>True when the meters are also asked for what they remember.</summary>
    public bool ReadsMemory => Template.EndsWith("-memory", StringComparison.Ordinal);

    /// <summary>Seconds between slots.</summary>
    public int EverySeconds { get; init; } = 900;

    /// <summary>Decides loads, clocks, customers and faults.</summary>
    public required int Seed { get; init; }

    /// <summary>What every meter measures; null gives each a household of its own.</summary>
    public Meters.Load.LoadProfile? Profile { get; init; }

    /// <summary>What each kiosk's customers do is drawn for this long, in simulated microseconds.</summary>
    public required long CustomersUntilMicros { get; init; }

    /// <summary>Customers of one kiosk in a day, on average.</summary>
    public int CustomersADay { get; init; } = 12;

    /// <summary>Kiosks ask the cloud who a customer is, as in the field; else the block itself answers.</summary>
    public bool KiosksAskCloud { get; init; }

    /// <summary>Six digits: the password of level 02 that every meter obeys; null: no meter obeys anybody.</summary>
    public string? MeterPassword { get; init; }

    /// <summary>How every kiosk's validator behaves; its seed is drawn from the block's.</summary>
    public ValidatorSettings Validator { get; init; } = new();
}
