namespace Wattline.Simulators.Kiosks.CcTalk;

/// <summary>Whether bytes are a good ccTalk frame.</summary>
public enum CcTalkVerdict
{
    /// <summary>A whole frame with a good checksum.</summary>
    Good,

    /// <summary>Fewer bytes than the length says, or than any frame has.</summary>
    Truncated,

    /// <summary>More bytes than the length says.</summary>
    TooLong,

    /// <summary>The bytes do not add up.</summary>
    BadSum,

    /// <summary>The CRC is not that of the frame.</summary>
    BadCrc,
}
