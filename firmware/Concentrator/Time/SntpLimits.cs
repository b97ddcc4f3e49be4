namespace Wattline.Firmware.Time;

/// <summary>The limits of asking a server for the time.</summary>
public static class SntpLimits
{
    /// <summary>The server's port (RFC 5905, 7.2).</summary>
    public const int Port = 123;

    /// <summary>Bytes of a message without extensions (RFC 5905, 7.3).</summary>
    public const int MessageBytes = 48;

    /// <summary>Milliseconds between two questions while the time is not known; RFC 4330, 10, allows 15 s at least.</summary>
    public const int AskUnknownEvery = 64000;

    /// <summary>Milliseconds between two questions while it is: a crystal of 20 ppm is off by half a second then.</summary>
    public const int AskKnownEvery = 6 * 3600 * 1000;

    /// <summary>Milliseconds in which an answer may come: half of them is how wrong it can be.</summary>
    public const int AnswerMax = 2000;

    /// <summary>Milliseconds for which a server that wants no questions (stratum 0) has none.</summary>
    public const int RefusedFor = 24 * 3600 * 1000;

    /// <summary>The most that a server may be away from its own source, seconds: root delay and dispersion.</summary>
    public const int RootMax = 1;
}
