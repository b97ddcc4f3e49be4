namespace Wattline.Simulators.Meters.Dlt645;

/// <summary>Whether bytes hold a good frame; if not, what is wrong with the first that looks like one.</summary>
public enum FrameVerdict
{
    /// <summary>Nothing was looked at.</summary>
    None,

    /// <summary>A whole frame with a good checksum.</summary>
    Good,

    /// <summary>Nowhere a 68 with another 68 seven bytes on.</summary>
    NoStart,

    /// <summary>The bytes end before the frame does.</summary>
    Truncated,

    /// <summary>Where the length field puts the end byte is something else than 16.</summary>
    BadEnd,

    /// <summary>The sum of the bytes is not the checksum.</summary>
    BadChecksum,
}
