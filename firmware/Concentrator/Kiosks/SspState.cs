namespace Wattline.Firmware.Kiosks;

/// <summary>Where an <see cref="SspHost"/> is with its command.</summary>
public static class SspState
{
    /// <summary>Nothing was sent yet.</summary>
    public const int Idle = 0;

    /// <summary>Sent; the reply is awaited, or the command is being sent again.</summary>
    public const int Waiting = 1;

    /// <summary>The reply is there.</summary>
    public const int Answered = 2;

    /// <summary>The slave did not answer, however often the command was sent.</summary>
    public const int Silent = 3;
}
