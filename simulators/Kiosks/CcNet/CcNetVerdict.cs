namespace Wattline.Simulators.Kiosks.CcNet;

/// <summary>Whether bytes are a good CCNET frame.</summary>
public enum CcNetVerdict
{
    /// <summary>A whole frame with a good CRC.</summary>
    Good,

    /// <summary>They do not begin with 02.</summary>
    NoStart,

    /// <summary>Fewer bytes than the length says.</summary>
    Truncated,

    /// <summary>The CRC is not that of the frame.</summary>
    BadCrc,
}
