namespace Wattline.Simulators.Kiosks.Ssp;

/// <summary>Whether bytes hold a good packet; if not, what is wrong with the first that looks like one.</summary>
public enum SspVerdict
{
    /// <summary>Nothing was looked at.</summary>
    None,

    /// <summary>A whole packet with a good CRC.</summary>
    Good,

    /// <summary>No single 7F anywhere.</summary>
    NoStart,

    /// <summary>The bytes end before the packet does.</summary>
    Truncated,

    /// <summary>A 7F inside the packet was not doubled.</summary>
    BadStuffing,

    /// <summary>The CRC is not that of the packet.</summary>
    BadCrc,
}
