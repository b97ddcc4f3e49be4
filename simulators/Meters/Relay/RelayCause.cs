namespace Wattline.Simulators.Meters.Relay;

/// <summary>What moved a relay.</summary>
public enum RelayCause
{
    /// <summary>N1 = 1A, after the meter's own delay.</summary>
    Trip,

    /// <summary>N1 = 1B: no contact moves.</summary>
    AllowClose,

    /// <summary>N1 = 1C.</summary>
    CloseDirectly,

    /// <summary>Somebody at the meter, after it was allowed.</summary>
    Button,

    /// <summary>The security module.</summary>
    Security,
}
